/**
 * Bytes to events, without a String, a regex or an allocation per line.
 *
 * <pre>
 * record   = comm "-" pid [tgid] "[" cpu "]" [tgid] [flags] time ": " event
 * comm     = 16 bytes, padded on the left; any byte but NUL, newlines included
 * pid      = 1..7 digits, padded on the right
 * tgid     = "(" digits | dashes ")"
 * flags    = 4..6 bytes, never starting with a digit
 * time     = seconds "." 6 or 9 digits | integer (clocks that count no time)
 * event    = name ": (" place [ " &lt;- " function ] ")" { " " arg "=" value } "\n"
 * lost     = "CPU:" cpu " [LOST " [count " "] "EVENTS]\n" | "CPU:" cpu " [" count " EVENTS DROPPED]\n"
 * header   = "#" … "\n" | "\n"
 * </pre>
 *
 * <p>A kernel record starts with a blank (comm is at most 15 bytes, {@code "%16s"} pads it) and has
 * {@code -} at byte 16 (trace_print_context). A known string argument may hold newlines, quotes and
 * whole forged lines: its record ends where the rest of the known argument list fits, at the first
 * such place. What a forged string can still do in text: close itself with the exact rest of the
 * argument list.
 *
 * <p>Lines of form {@code escaped}, which binary capture prints, cannot be forged ({@link
 * io.probestream.streams.parse.EscapedForm}): each is one record, and a quote ends its string.
 */
package io.probestream.streams.parse;
