package io.probestream.streams.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.raw.Form;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Lines printed as a kernel would, with hostile names: every field comes back as it went in. */
class GeneratedLinesTest {
  private static final List<ProbeDefinition> DEFINITIONS =
      ProbeDefinition.parseAll(
          """
          p:plain f a=%di:s32 sp=$stack
          r:back f ret=$retval:s64 sp=$stack
          p:file g n=%di s=+0(%si):ustring t=$comm sp=$stack
          p:last h n=%di s=+0(%si):string
          """);
  private static final String HOSTILE = "aZ09 \n\t\"'{}()[]<>=:,.-#\u0001\u0080\u00ff";
  private static final Pattern ENDS = Pattern.compile("\" sp=[^ \\n]+\\n|\" t=[\"'{(]|\"\\n");

  @Property(tries = 1_000)
  void everyFieldComesBack(@ForAll Form form, @ForAll long seed) {
    Random random = new Random(seed);
    List<SlowRecord> expected = records(random, form);
    byte[] bytes = text(expected);
    int[] cuts = Mutations.cuts(bytes, 1 + random.nextInt(3), random);
    assertThat(FastResult.parse(form, bytes, DEFINITIONS, cuts).records()).isEqualTo(expected);
    assertThat(SlowParser.parse(form, bytes, DEFINITIONS).records()).isEqualTo(expected);
  }

  @Property(tries = 3_000)
  void bothParsersAgreeOnDamagedEscapedLines(@ForAll boolean known, @ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes = Mutations.stretch(text(records(random, Form.ESCAPED)), 30, random);
    List<ProbeDefinition> definitions = known ? DEFINITIONS : null;
    SlowResult slow = SlowParser.parse(Form.ESCAPED, bytes, definitions);
    assertThat(FastResult.parse(Form.ESCAPED, bytes, definitions).records())
        .containsExactlyElementsOf(slow.records());
    int[] cuts = Mutations.cuts(bytes, 1 + random.nextInt(3), random);
    assertThat(FastResult.parse(Form.ESCAPED, bytes, definitions, cuts)).isEqualTo(slow);
  }

  private static byte[] text(List<SlowRecord> records) {
    StringBuilder text = new StringBuilder();
    records.forEach(r -> text.append(r.text()));
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static List<SlowRecord> records(Random random, Form form) {
    List<SlowRecord> records = new ArrayList<>();
    for (int i = 1 + random.nextInt(20); i > 0; i--) {
      records.add(record(random, form));
    }
    return records;
  }

  private static SlowRecord record(Random random, Form form) {
    String comm = printed(String.format("%16s", name(random, 16)), form);
    int pid = random.nextInt(random.nextBoolean() ? 40_000 : 4_194_304);
    int cpu = random.nextInt(random.nextInt(5) == 0 ? 5_000 : 8);
    boolean ticks = random.nextInt(5) == 0;
    long time = random.nextLong(1L << (10 + random.nextInt(48)));
    long shown = ticks ? time : time / 1_000 * 1_000;
    String header = comm + '-' + columns(random, pid, cpu) + time(random, shown, ticks) + ": ";
    long stack = random.nextLong();
    String sp = " sp=0x" + Long.toHexString(stack) + '\n';
    int kind = random.nextInt(4);
    if (kind == 0) {
      String plain = "plain: (f+0x0/0x10 [mod]) a=" + random.nextInt() + sp;
      return event(header + plain, "plain", "entry", comm, pid, cpu, shown, ticks, stack, null);
    }
    if (kind == 1) {
      long ret = random.nextLong() >> random.nextInt(64);
      String back = "back: (g+0x1/0x2 <- f) ret=" + ret + sp;
      return event(header + back, "back", "return", comm, pid, cpu, shown, ticks, stack, ret);
    }
    if (kind == 2) {
      String file =
          "file: (g+0x4/0x2) n=0x1 s=" + string(random, form) + " t=" + string(random, form) + sp;
      return event(header + file, "file", "entry", comm, pid, cpu, shown, ticks, stack, null);
    }
    String last = "last: (h+0x0/0x2) n=0x1 s=" + string(random, form) + '\n';
    return event(header + last, "last", "entry", comm, pid, cpu, shown, ticks, null, null);
  }

  private static SlowRecord event(
      String text,
      String name,
      String kind,
      String comm,
      int pid,
      int cpu,
      long time,
      boolean ticks,
      Long stack,
      Long retval) {
    return new SlowRecord("event", text, name, kind, comm, pid, cpu, time, ticks, stack, retval);
  }

  private static String columns(Random random, int pid, int cpu) {
    boolean wide = random.nextBoolean();
    String at = String.format("[%03d] ", cpu);
    String tgid = random.nextBoolean() ? (wide ? "(-------) " : "(-----) ") : "(" + pid + ") ";
    String columns =
        switch (random.nextInt(3)) {
          case 0 -> at;
          case 1 -> tgid + at;
          default -> at + tgid;
        };
    String[] flags = {"", "....", "d.h2", ".....", "dL.ff", "D..10", "b.s.11"};
    return String.format(wide ? "%-7d " : "%-5d ", pid)
        + columns
        + flags[random.nextInt(flags.length)];
  }

  private static String time(Random random, long time, boolean ticks) {
    if (ticks) {
      return String.format(" %12d", time);
    }
    String seconds = String.format(" %5d.%09d", time / 1_000_000_000L, time % 1_000_000_000L);
    return random.nextBoolean() ? seconds : seconds.substring(0, seconds.length() - 3);
  }

  private static String string(Random random, Form form) {
    return switch (random.nextInt(10)) {
      case 0 -> "(fault)";
      case 1 -> "\"\"";
      default -> {
        String name = name(random, 40);
        boolean ends = form == Form.KERNEL && endsItself(name);
        yield '"' + (ends ? name.replace('"', '\'') : printed(name, form)) + '"';
      }
    };
  }

  /** As the form has it: the collector's escapes, written down a second time. */
  private static String printed(String name, Form form) {
    return form == Form.KERNEL
        ? name
        : Pattern.compile("[\\x00-\\x1f\"'\\\\\\x7f]")
            .matcher(name)
            .replaceAll(
                m ->
                    Matcher.quoteReplacement(
                        switch (m.group()) {
                          case "\n" -> "\\n";
                          case "\t" -> "\\t";
                          case "\"", "'", "\\" -> "\\" + m.group();
                          default -> String.format("\\x%02x", (int) m.group().charAt(0));
                        }));
  }

  /** Whether a string holds what a reader of text must take for its own end. */
  private static boolean endsItself(String name) {
    return Stream.of(" sp=0x1\n", " t=\"", "\n")
        .anyMatch(after -> ENDS.matcher(name + '"' + after).results().count() != 1);
  }

  private static String name(Random random, int below) {
    StringBuilder name = new StringBuilder();
    for (int i = random.nextInt(below); i > 0; i--) {
      name.append(HOSTILE.charAt(random.nextInt(HOSTILE.length())));
    }
    if (below > 16 && random.nextInt(4) == 0) {
      name.insert(random.nextInt(name.length() + 1), "\" sp=0x1");
    }
    return name.toString();
  }
}
