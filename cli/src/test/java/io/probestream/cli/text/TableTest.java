package io.probestream.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void numbersAreAlignedToTheRight() {
    Table table = new Table("name", ">n").row("a", "1").row("longer", "22 µs");
    assertThat(table.lines()).containsExactly("name        n", "a           1", "longer  22 µs");
  }

  @Test
  void aLongTextLosesItsMiddle() {
    assertThat(Table.fit("__x64_sys_openat2", 9)).isEqualTo("__x6…nat2");
    assertThat(Table.fit("short", 9)).isEqualTo("short");
  }
}
