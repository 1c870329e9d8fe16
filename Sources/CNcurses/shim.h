// What Swift cannot import from ncurses by itself: macros with casts, globals that are not
// thread-safe to name, and the wide-character cell structure.
#ifndef EXPLORER_CNCURSES_SHIM_H
#define EXPLORER_CNCURSES_SHIM_H

#ifndef _XOPEN_SOURCE_EXTENDED
#define _XOPEN_SOURCE_EXTENDED 1
#endif
#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif
#define NCURSES_NOMACROS 1

#include <ncurses.h>
#include <stdint.h>
#include <stdio.h>
#include <wchar.h>

// <term.h> defines hundreds of macros with everyday names, so the two functions are named here.
extern int setupterm(const char *type, int descriptor, int *status);
extern char *tigetstr(const char *capability);

// Whether a terminal type is known and can move its cursor. newterm() asks no such question
// and ends the process for some types.
static inline bool cn_is_usable(const char *type) {
  int status = 0;
  if (setupterm(type, 1, &status) == ERR) return false;
  const char *move = tigetstr("cup");
  return move != NULL && move != (const char *)-1;
}

// Opens the terminal on the standard streams; NULL when the terminal type is unknown.
static inline SCREEN *cn_open(const char *type) { return newterm((char *)type, stdout, stdin); }

static inline WINDOW *cn_stdscr(void) { return stdscr; }
static inline int cn_lines(void) { return LINES; }
static inline int cn_columns(void) { return COLS; }
static inline int cn_colors(void) { return COLORS; }

// Attribute bits, in the order of the letters in their names.
static inline attr_t cn_bold(void) { return WA_BOLD; }
static inline attr_t cn_dim(void) { return WA_DIM; }
static inline attr_t cn_reverse(void) { return WA_REVERSE; }
static inline attr_t cn_underline(void) { return WA_UNDERLINE; }
static inline attr_t cn_italic(void) { return WA_ITALIC; }

// Writes one cell: a base character and at most one combining mark.
static inline int cn_put(int y, int x, uint32_t base, uint32_t mark, attr_t attributes, int pair) {
  wchar_t text[3] = {(wchar_t)base, (wchar_t)mark, 0};
  cchar_t cell;
  if (setcchar(&cell, text, attributes, (short)(pair & 0x7fff), &pair) == ERR) return ERR;
  return mvwadd_wch(stdscr, y, x, &cell);
}

// Sends a control sequence that ncurses has no word for and that moves nothing on the screen.
static inline void cn_send(const char *sequence) {
  fputs(sequence, stdout);
  fflush(stdout);
}

// The next character or key code; kind is 0 for none, 1 for a character, 2 for a key code.
static inline int cn_read(uint32_t *value) {
  wint_t read = 0;
  int status = wget_wch(stdscr, &read);
  *value = (uint32_t)read;
  return status == ERR ? 0 : (status == KEY_CODE_YES ? 2 : 1);
}

// Turns mouse reports on or off: presses of the first button and the wheel.
static inline void cn_mouse(bool on) {
  mousemask(on ? (BUTTON1_PRESSED | BUTTON1_CLICKED | BUTTON4_PRESSED | BUTTON5_PRESSED) : 0, NULL);
  mouseinterval(0);
}

// The mouse report that follows KEY_MOUSE; 0 for none, 1 click, 2 wheel up, 3 wheel down.
static inline int cn_mouse_report(int *x, int *y) {
  MEVENT event;
  if (getmouse(&event) == ERR) return 0;
  *x = event.x;
  *y = event.y;
  if (event.bstate & BUTTON4_PRESSED) return 2;
  if (event.bstate & BUTTON5_PRESSED) return 3;
  return (event.bstate & (BUTTON1_PRESSED | BUTTON1_CLICKED)) ? 1 : 0;
}

#endif
