package io.probestream.streams.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.streams.Captures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link LineParser} and {@link SlowParser} say the same of every input, however it is cut. */
class LineParserTwinTest {
  private static final Map<String, byte[]> TEXTS = new ConcurrentHashMap<>();

  static List<String> captures() {
    return Captures.all();
  }

  @ParameterizedTest
  @MethodSource("captures")
  void agreeOnCapturesWithoutDefinitions(String name) {
    assertAgree(text(name), null);
  }

  static List<String> defined() {
    return Captures.DEFINED;
  }

  @ParameterizedTest
  @MethodSource("defined")
  void agreeOnCapturesWithDefinitions(String name) {
    assertAgree(text(name), Captures.definitions(name));
  }

  @ParameterizedTest
  @MethodSource("defined")
  void aChunkForEachLineGivesTheSameAsTheWhole(String name) {
    byte[] capture = text(name);
    List<ProbeDefinition> definitions = Captures.definitions(name);
    int[] cuts = Mutations.cuts(capture, 1, new Random(0));
    assertThat(FastResult.parse(capture, definitions, cuts))
        .isEqualTo(FastResult.parse(capture, definitions));
  }

  @Test
  void agreeOnPublicFiles() throws IOException {
    Path directory = Captures.shared().resolve("public");
    assumeTrue(Files.isDirectory(directory), "no public captures beside the project");
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        assertAgree(Captures.read(file), null);
      }
    }
  }

  @Property(tries = 3_000)
  void agreeOnDamagedCaptures(
      @ForAll("captureNames") String name, @ForAll boolean known, @ForAll long seed) {
    Random random = new Random(seed);
    byte[] damaged = Mutations.stretch(text(name), 30, random);
    List<ProbeDefinition> definitions =
        known && Captures.DEFINED.contains(name) ? Captures.definitions(name) : null;
    SlowResult whole = assertAgree(damaged, definitions);
    int[] cuts = Mutations.cuts(damaged, 1 + random.nextInt(4), random);
    assertThat(FastResult.parse(damaged, definitions, cuts)).isEqualTo(whole);
  }

  /** Long enough that open strings and foreign text meet their bound of 64 KiB. */
  @Property(tries = 40)
  void agreeOnLongDamagedCaptures(@ForAll("captureNames") String name, @ForAll long seed) {
    Random random = new Random(seed);
    byte[] damaged = Mutations.stretch(text(name), 3_000, random);
    List<ProbeDefinition> definitions =
        Captures.DEFINED.contains(name) ? Captures.definitions(name) : null;
    SlowResult whole = assertAgree(damaged, definitions);
    int[] cuts = Mutations.cuts(damaged, 1 + random.nextInt(400), random);
    assertThat(FastResult.parse(damaged, definitions, cuts)).isEqualTo(whole);
  }

  @Property(tries = 1_000)
  void agreeOnAnyBytes(@ForAll byte[] bytes, @ForAll boolean known) {
    assertAgree(bytes, known ? Captures.definitions("x86_64-6.1/hostile") : null);
  }

  @Provide
  Arbitrary<String> captureNames() {
    return Arbitraries.of(Captures.all());
  }

  private static byte[] text(String name) {
    return TEXTS.computeIfAbsent(name, Captures::text);
  }

  private static SlowResult assertAgree(byte[] capture, List<ProbeDefinition> definitions) {
    SlowResult slow = SlowParser.parse(capture, definitions);
    SlowResult fast = FastResult.parse(capture, definitions);
    // Lists first: the difference is then one record, not two captures.
    assertThat(fast.records()).containsExactlyElementsOf(slow.records());
    assertThat(fast).isEqualTo(slow);
    assertThat(fast.lines())
        .isEqualTo(fast.records().size() + fast.headers() + fast.continuations());
    return fast;
  }
}
