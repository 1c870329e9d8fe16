/// The program.
@main
struct Explorer {
  static func main() {}
}
