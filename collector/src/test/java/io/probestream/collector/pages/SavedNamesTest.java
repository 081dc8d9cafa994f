package io.probestream.collector.pages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SavedNamesTest {
  private String file = "";
  private int reads;
  private final SavedNames names =
      new SavedNames(
          () -> {
            reads++;
            return file;
          });

  private String name(int pid) {
    return new String(names.padded(pid), ISO_8859_1);
  }

  @Test
  void namesArePaddedAsTheKernelPrintsThem() {
    file = "7 bash\n4194304 fifteen bytes__\n8 a b\n9 \n";
    names.refresh(0);
    assertThat(name(7)).isEqualTo("            bash");
    assertThat(name(4_194_304)).isEqualTo(" fifteen bytes__");
    assertThat(name(8)).isEqualTo("             a b");
    assertThat(name(9)).isEqualTo("                ");
    assertThat(name(0)).isEqualTo("          <idle>");
    assertThat(name(-1)).isEqualTo("           <XXX>");
    assertThat(name(10)).isEqualTo("           <...>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"it's|it\\'s", "a\"b|a\\\"b", "back\\|back\\\\", "a\u0001\u00ff|a\\x01\u00ff"})
  void namesAreEscaped(String name, String printed) {
    file = "7 " + name + "\n";
    names.refresh(0);
    assertThat(name(7)).isEqualTo(" ".repeat(16 - name.length()) + printed);
  }

  @Test
  void aNewlineInANameMakesNoEntryWhereOneIsKnown() {
    file = "7 a\n1 x\n8 b\nc\n1 init\n";
    names.refresh(0);
    assertThat(name(8)).isEqualTo("             b\\nc");
    // Which of the two the kernel meant, nobody can tell.
    assertThat(name(1)).isEqualTo("           <...>");
  }

  @Test
  void theyAreReadAgainEverySecondAndSoonerWhereOneIsMissing() {
    file = "7 bash\n";
    names.refresh(0);
    int version = names.version();
    name(7);
    names.refresh(999);
    assertThat(reads).isEqualTo(1);
    assertThat(names.version()).isEqualTo(version);
    file = "7 ls\n";
    names.refresh(1_000);
    assertThat(name(7)).isEqualTo("              ls");
    assertThat(names.version()).isNotEqualTo(version);
    name(8);
    names.refresh(1_099);
    assertThat(reads).isEqualTo(2);
    names.refresh(1_100);
    assertThat(reads).isEqualTo(3);
  }

  @Test
  void manyTasksAreFound() {
    StringBuilder text = new StringBuilder();
    for (int pid = 1; pid < 30_000; pid += 7) {
      text.append(pid).append(" t").append(pid).append('\n');
    }
    file = text.toString();
    names.refresh(0);
    for (int pid = 1; pid < 30_000; pid++) {
      String name = pid % 7 == 1 ? "t" + pid : "<...>";
      assertThat(name(pid)).isEqualTo(" ".repeat(16 - name.length()) + name);
    }
  }
}
