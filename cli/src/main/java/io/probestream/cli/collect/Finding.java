package io.probestream.cli.collect;

/**
 * One thing that {@code doctor} looked at.
 *
 * @param what what was looked at
 * @param state {@code ok}, {@code warning} or {@code failed}
 * @param detail what was found, and what to do about it
 */
record Finding(String what, String state, String detail) {
  static Finding ok(String what, String detail) {
    return new Finding(what, "ok", detail);
  }

  static Finding warning(String what, String detail) {
    return new Finding(what, "warning", detail);
  }

  static Finding failed(String what, String detail) {
    return new Finding(what, "failed", detail);
  }
}
