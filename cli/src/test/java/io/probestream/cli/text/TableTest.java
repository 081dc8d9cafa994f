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

  @Test
  void aLongLineLosesItsEndAndNoHalfOfACharacter() {
    assertThat(Table.cutEnd("short", 5)).isEqualTo("short");
    assertThat(Table.cutEnd("longer", 5)).isEqualTo("long…");
    assertThat(Table.cutEnd("😀😀😀😀", 3)).isEqualTo("😀😀…");
    assertThat(Table.fit("😀😀😀😀", 3)).isEqualTo("😀…😀");
  }

  @Test
  void aNarrowTerminalTakesColumnsAwayInTheGivenOrder() {
    Table table = narrowing();
    assertThat(table.lines(40)).isEqualTo(table.lines());
    assertThat(table.lines(25)).containsExactly("name       hits  what", "vfs_write     1  a text");
    assertThat(table.lines(20)).containsExactly("name       what", "vfs_write  a text");
    assertThat(table.lines(14)).containsExactly("name    what", "vf…ite  a text");
    assertThat(table.lines(13)).containsExactly("name   what", "vf…te  a text");
  }

  @Test
  void noLineIsLongerThanTheTerminalWhateverGaveWay() {
    for (int width = 1; width < 40; width++) {
      int most = width;
      assertThat(narrowing().lines(width)).allMatch(line -> line.length() <= most);
    }
  }

  @Test
  void aCutColumnTakesTheRoomThatADroppedOneLeaves() {
    Table table = new Table("a", "b", "c").row("aaaaaaaaaa", "bbbbbbbbbb", "c");
    assertThat(table.cut("a", 4).drop("b").lines(15))
        .containsExactly("a           c", "aaaaaaaaaa  c");
  }

  @Test
  void theLastColumnLosesItsEnd() {
    Table table = new Table("n", "what").row("1", "hit while another ran").cut("what", 8);
    assertThat(table.lines(12)).containsExactly("n  what", "1  hit whil…");
  }

  @Test
  void laterRowsStandBelowEarlierOnesAndStayCut() {
    Table.Layout first = narrowing().layout(null, 20);
    Table.Layout second = new Table("span", "name", ">hits", "what").layout(first, 80);
    assertThat(second.hasColumnsOf(first)).isTrue();
    assertThat(narrowing().layout(first, 8).hasColumnsOf(first)).isTrue();
    assertThat(narrowing().layout(null, 40).hasColumnsOf(first)).isFalse();
  }

  @Test
  void sentencesBreakAtBlanks() {
    assertThat(Words.wrap("one two three", 8)).containsExactly("one two", "three");
    assertThat(Words.wrap("one two three", 7)).containsExactly("one two", "three");
    assertThat(Words.wrap("abcdefghij k", 4)).containsExactly("abcd", "efgh", "ij k");
    assertThat(Words.wrap("", 4)).containsExactly("");
  }

  @Test
  void columnsOverruleTheTerminalsWidth() {
    TerminalSize size = TerminalSize.parse("24 80");
    assertThat(size.withColumns("200")).isEqualTo(new TerminalSize(200, 24));
    assertThat(size.withColumns("3").columns()).isEqualTo(40);
    assertThat(size.withColumns(null)).isEqualTo(size);
    assertThat(size.withColumns("wide")).isEqualTo(size);
  }

  private static Table narrowing() {
    return new Table("span", "name", ">hits", "what")
        .drop("span", "hits")
        .cut("name", 5)
        .row("15 m", "vfs_write", "1", "a text");
  }
}
