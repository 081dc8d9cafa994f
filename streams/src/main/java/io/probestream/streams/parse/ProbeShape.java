package io.probestream.streams.parse;

import io.probestream.schemas.probe.FetchArg;
import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.probe.ProbeKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** How the lines of one probe look: its name and kind, and its arguments in order. */
final class ProbeShape {
  /** Which way a value is printed, as far as finding its end needs to know. */
  enum ArgForm {
    /** No blank, no newline. */
    WORD,
    /** May hold blanks but no newline: a symbol with its module. */
    PHRASE,
    /** Quoted and unescaped: may hold anything. */
    STRING
  }

  static final int NONE = -1;

  final int index;
  final byte[] name;
  final ProbeKind kind;

  /** The probed symbol or address, without offset; what a pair has in common. */
  final String symbol;

  /** False for a probe learned from the lines of a bare file. */
  final boolean argsKnown;

  /** {@code " name="} of each argument. */
  final byte[][] argNames;

  /** The same as a word with its mask, where it has at most eight bytes; else mask 0. */
  final long[] argWords;

  final long[] argMasks;

  final ArgForm[] argForms;
  final boolean hasStrings;

  /** {@code "symbol+"}: how the place of an entry begins, mostly; never empty. */
  final byte[] placeStart;

  /** {@code " <- symbol"}: how the place of a return ends, mostly; never empty. */
  final byte[] placeEnd;

  final int stackArg;
  final int retvalArg;
  final boolean retvalIs32Bit;

  private ProbeShape(
      int index,
      String name,
      ProbeKind kind,
      String symbol,
      boolean argsKnown,
      List<FetchArg> args) {
    this.index = index;
    this.symbol = symbol;
    this.name = name.getBytes(StandardCharsets.ISO_8859_1);
    this.kind = kind;
    this.argsKnown = argsKnown;
    argNames = new byte[args.size()][];
    argWords = new long[args.size()];
    argMasks = new long[args.size()];
    argForms = new ArgForm[args.size()];
    boolean isReturn = kind == ProbeKind.RETURN;
    // What cannot stand in a place keeps the other kind from being taken for this one.
    placeStart = (isReturn ? ")" : symbol + "+").getBytes(StandardCharsets.ISO_8859_1);
    placeEnd = (isReturn ? " <- " + symbol : ")").getBytes(StandardCharsets.ISO_8859_1);
    int stack = NONE;
    int retval = NONE;
    for (int i = 0; i < args.size(); i++) {
      FetchArg arg = args.get(i);
      argNames[i] = (" " + arg.name() + "=").getBytes(StandardCharsets.ISO_8859_1);
      int n = argNames[i].length;
      if (n <= Long.BYTES) {
        argWords[i] = Bytes.word(Arrays.copyOf(argNames[i], Long.BYTES), 0);
        argMasks[i] = Bytes.first(-1L, n);
      }
      argForms[i] =
          arg.isString()
              ? ArgForm.STRING
              : arg.type().startsWith("symbol") ? ArgForm.PHRASE : ArgForm.WORD;
      stack = arg.isStack() && stack == NONE ? i : stack;
      retval = arg.isRetval() && retval == NONE && argForms[i] == ArgForm.WORD ? i : retval;
    }
    hasStrings = List.of(argForms).contains(ArgForm.STRING);
    stackArg = stack;
    retvalArg = retval;
    retvalIs32Bit = retval != NONE && args.get(retval).type().matches("[sux]32");
  }

  static ProbeShape known(int index, ProbeDefinition definition) {
    return new ProbeShape(
        index, definition.event(), definition.kind(), definition.symbol(), true, definition.args());
  }

  static ProbeShape learned(int index, String name, ProbeKind kind, String symbol) {
    return new ProbeShape(index, name, kind, symbol, false, List.of());
  }

  /** The number of an argument, or {@link #NONE}. */
  int argument(String argName) {
    byte[] printed = (" " + argName + "=").getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < argNames.length; i++) {
      if (Arrays.equals(argNames[i], printed)) {
        return i;
      }
    }
    return NONE;
  }

  /** Whether [from, to) can be the place of this probe. */
  boolean isPlace(byte[] b, int from, int to) {
    if (!argsKnown) {
      return true;
    }
    if (Bytes.startsWith(b, from, to, placeStart)) {
      return Bytes.indexOf(b, from + placeStart.length, to, LearnedArgs.ARROW) < 0;
    }
    int tail = to - placeEnd.length;
    if (tail > from && Bytes.startsWith(b, tail, to, placeEnd)) {
      return true;
    }
    boolean arrow = Bytes.indexOf(b, from, to, LearnedArgs.ARROW) >= 0;
    return arrow == (kind == ProbeKind.RETURN);
  }
}
