package io.probestream.schemas.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.raw.Pair;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairsTest {
  private static List<Pair> pairs(String... lines) {
    return Pairs.of(ProbeDefinition.parseAll(String.join("\n", lines)));
  }

  @Test
  void entryAndReturnOfOneSymbolMakeAPair() {
    assertThat(pairs("p:a f sp=$stack", "r:b f ret=$retval sp=$stack"))
        .containsExactly(new Pair("a", "b", "f", "sp"));
  }

  @Test
  void theirOrderDoesNotMatter() {
    assertThat(pairs("r:b f", "p:a f")).containsExactly(new Pair("a", "b", "f", null));
  }

  @Test
  void theStackArgumentNeedsTheSameNameInBoth() {
    assertThat(pairs("p:a f sp=$stack", "r:b f st=$stack"))
        .containsExactly(new Pair("a", "b", "f", null));
    assertThat(pairs("p:a f sp=$stack", "r:b f")).containsExactly(new Pair("a", "b", "f", null));
  }

  @Test
  void aSecondPairOnOneSymbolIsNamedAfterItsEntry() {
    assertThat(pairs("p:a f", "p:c f", "r:b f", "r:d f"))
        .containsExactly(new Pair("a", "b", "f", null), new Pair("c", "d", "f#c", null));
  }

  @Test
  void aProbeWithoutItsOtherHalfMakesNone() {
    assertThat(pairs("p:a f", "r:b g")).isEmpty();
    assertThat(pairs("p:a f", "p:c f", "r:b f")).containsExactly(new Pair("a", "b", "f", null));
  }

  @Test
  void aProbeInMidFunctionIsNoEntry() {
    assertThat(pairs("p:a f+5", "r:b f")).isEmpty();
    assertThat(pairs("p:a f+0", "r:b f+0")).containsExactly(new Pair("a", "b", "f", null));
  }

  @Test
  void uprobesPairByPathAndOffset() {
    assertThat(pairs("p:a /bin/x:0x10(0x20)", "r:b /bin/x:0x10", "r:c /bin/y:0x10"))
        .containsExactly(new Pair("a", "b", "/bin/x:0x10", null));
  }

  @Test
  void pairsOfACapture() throws IOException {
    String shown = ProbeDefinitionTest.resource("x86_64-6.1.complete");
    assertThat(Pairs.of(ProbeDefinition.parseAll(shown)))
        .containsExactly(
            new Pair("sys_write_event", "sys_write_ret", "__x64_sys_write", "sp"),
            new Pair("vfs_write_event", "vfs_write_ret", "vfs_write", "sp"),
            new Pair("openat", "openat_ret", "do_sys_openat2", "sp"),
            new Pair("tcp_xmit", "tcp_xmit_ret", "__tcp_transmit_skb", "sp"),
            new Pair("ip_xmit", "ip_xmit_ret", "__ip_queue_xmit", "sp"));
  }

  @Test
  void whatCallsAreToldApartByComesBackFromItsText() {
    List<Pair> pairs = List.of(new Pair("a", "b", "f", "sp"), new Pair("c", "d", "g", null));
    List<Pair> asked = List.of(pairs.get(0), pairs.get(1).by(List.of("task", "fd")));
    assertThat(Pairs.byText(pairs)).isEmpty();
    assertThat(Pairs.byText(asked)).isEqualTo("c task fd\n");
    assertThat(Pairs.by(Pairs.parseBy(Pairs.byText(asked)), pairs)).isEqualTo(asked);
  }
}
