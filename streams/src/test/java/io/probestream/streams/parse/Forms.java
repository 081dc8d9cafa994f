package io.probestream.streams.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.probe.ProbeDefinition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * Parses a few lines with both parsers, at once and line by line, which must all agree, and hands
 * out what they say.
 */
final class Forms {
  private Forms() {}

  /** With definitions in the kernel's own syntax. */
  static SlowResult known(String text, String... definitions) {
    return both(text, ProbeDefinition.parseAll(String.join("\n", definitions)));
  }

  static SlowResult learned(String text) {
    return both(text, null);
  }

  /** The only record of a text. */
  static SlowRecord one(SlowResult result) {
    assertThat(result.records()).hasSize(1);
    return result.records().get(0);
  }

  private static SlowResult both(String text, List<ProbeDefinition> definitions) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    SlowResult fast = FastResult.parse(bytes, definitions);
    assertThat(fast).isEqualTo(SlowParser.parse(bytes, definitions));
    int[] everyLine = Mutations.cuts(bytes, 1, new Random(0));
    assertThat(FastResult.parse(bytes, definitions, everyLine)).isEqualTo(fast);
    return fast;
  }
}
