"""The few statistics of the comparison, all free of assumptions about how times are distributed."""

import math
import statistics


def median(values):
    return statistics.median(values)


def quartiles(values):
    """The lower and the upper quartile."""
    if len(values) < 2:
        return values[0], values[0]
    lower, _, upper = statistics.quantiles(values, n=4, method="inclusive")
    return lower, upper


def median_interval(values, confidence=0.95):
    """Order statistics that hold the median, and how surely they do.

    The median lies between the k-th smallest and the k-th greatest of n independent values with the
    probability 1 - 2 P(Binomial(n, 1/2) < k). Takes the narrowest pair that reaches the confidence,
    or the smallest and the greatest when none does.
    """
    ordered = sorted(values)
    n = len(ordered)
    sure = lambda k: 1 - 2 * sum(math.comb(n, i) for i in range(k)) / 2**n
    k = max([k for k in range(1, (n + 1) // 2 + 1) if sure(k) >= confidence], default=1)
    return ordered[k - 1], ordered[n - k], max(0.0, sure(k))
