package io.probestream.collector.pages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelPlacesTest {
  private static final long BASE = 0xffffffff81000000L;
  private static final String KALLSYMS =
      """
      0000000000000000 A fixed_percpu_data
      ffffffff81000000 T _text
      ffffffff81000000 T first
      ffffffff81000040 t second
      ffffffff81000050 T arch_rethook_trampoline
      ffffffff81000090 T vfs_write
      ffffffff81000120 D _etext
      ffffffffc0002040 t late\t[nf_tables]
      ffffffffc0002000 t nf_hook\t[nf_tables]
      ffffffffc0004000 t other\t[virtio]
      """;

  @TempDir Path dir;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(dir.resolve("kallsyms"), KALLSYMS);
  }

  private static String place(KernelPlaces places, long address, boolean withOffset) {
    return new String(places.place(address, withOffset), ISO_8859_1);
  }

  @Test
  void placesAreThoseOfSprintSymbol() {
    KernelPlaces places = new KernelPlaces(file);
    assertThat(place(places, BASE, true)).isEqualTo("_text+0x0/0x40");
    assertThat(place(places, BASE + 0x44, true)).isEqualTo("second+0x4/0x10");
    assertThat(place(places, BASE + 0x90, false)).isEqualTo("vfs_write");
    assertThat(place(places, BASE + 0x11f, true)).isEqualTo("vfs_write+0x8f/0x90");
    assertThat(place(places, 0xffffffffc0002008L, true)).isEqualTo("nf_hook+0x8/0x40 [nf_tables]");
    assertThat(place(places, 0xffffffffc0002008L, false)).isEqualTo("nf_hook");
  }

  @Test
  void theLastFunctionOfAModuleHasItsPage() {
    KernelPlaces places = new KernelPlaces(file);
    assertThat(place(places, 0xffffffffc0002044L, true)).isEqualTo("late+0x4/0xfc0 [nf_tables]");
    assertThat(place(places, 0xffffffffc0003000L, true)).isEqualTo("0xffffffffc0003000");
  }

  @Test
  void whatIsNoFunctionIsANumber() {
    KernelPlaces places = new KernelPlaces(file);
    assertThat(place(places, 0x401330, true)).isEqualTo("0x401330");
    assertThat(place(places, 0x401330, false)).isEqualTo("0x00401330");
    assertThat(place(places, BASE - 1, true)).isEqualTo("0xffffffff80ffffff");
  }

  @Test
  void theTrampolineOfReturnProbesHidesTheCaller() {
    KernelPlaces places = new KernelPlaces(file);
    assertThat(place(places, BASE + 0x50, true)).isEqualTo("[unknown/kretprobe'd]");
    assertThat(place(places, BASE + 0x51, true)).isEqualTo("arch_rethook_trampoline+0x1/0x40");
  }

  @Test
  void hiddenAddressesAreNotTold() throws IOException {
    assertThat(KernelPlaces.areTold(file)).isTrue();
    Files.writeString(file, KALLSYMS.replaceAll("(?m)^[0-9a-f]{16}", "0".repeat(16)));
    assertThat(KernelPlaces.areTold(file)).isFalse();
    assertThat(place(new KernelPlaces(file), BASE, true)).isEqualTo("0xffffffff81000000");
    assertThat(KernelPlaces.areTold(dir.resolve("none"))).isFalse();
  }
}
