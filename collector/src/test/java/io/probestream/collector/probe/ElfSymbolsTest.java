package io.probestream.collector.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.probestream.collector.CollectorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElfSymbolsTest {
  /** A library that every JDK on Linux has. */
  private static final Path LIBJAVA = Path.of(System.getProperty("java.home"), "lib/libjava.so");

  private static final String FUNCTION = "Java_java_lang_Object_getClass";

  @Test
  void functionsOfALibraryAreFoundByNameAndByOffset() throws IOException {
    assumeThat(LIBJAVA).exists();
    ElfSymbols symbols = ElfSymbols.read(LIBJAVA);
    Long offset = symbols.offsetOf(FUNCTION);
    assertThat(offset).isBetween(1L, Files.size(LIBJAVA));
    assertThat(symbols.symbolAt(offset)).isNotNull();
    assertThat(symbols.offsetOf("no_such_function")).isNull();
    assertThat(symbols.symbolAt(1)).isNull();
  }

  @Test
  void aPlaceBySymbolBecomesAnOffsetAndKeepsItsName() {
    assumeThat(LIBJAVA).exists();
    UserSymbols.Place place = new UserSymbols().resolve(LIBJAVA + ":" + FUNCTION, "-e");
    assertThat(place.place()).matches("/.*libjava.so:0x[0-9a-f]+");
    assertThat(place.function()).isEqualTo(LIBJAVA + ":" + FUNCTION);
    UserSymbols.Place back = new UserSymbols().resolve(place.place(), "-e");
    assertThat(back.place()).isEqualTo(place.place());
    assertThat(back.function()).startsWith(LIBJAVA + ":").doesNotContain(":0x");
  }

  @Test
  void aMissingFunctionIsNamedWithTheFile() {
    assumeThat(LIBJAVA).exists();
    assertThatThrownBy(() -> new UserSymbols().resolve(LIBJAVA + ":nope", "c.yaml:3"))
        .isInstanceOf(CollectorException.class)
        .hasMessageStartingWith("c.yaml:3: " + LIBJAVA + " has no function 'nope'");
  }

  @Test
  void anOffsetInAFileWithoutSymbolsStaysAnAddress(@TempDir Path dir) throws IOException {
    Path file = Files.writeString(dir.resolve("script"), "#!/bin/sh\n");
    assertThat(new UserSymbols().resolve(file + ":0x10", "-e").function())
        .isEqualTo(file + ":0x10");
    assertThatThrownBy(() -> new UserSymbols().resolve(file + ":main", "-e"))
        .hasMessageContaining("ELF");
  }

  @Test
  void damagedFilesAreRefusedWithASentence(@TempDir Path dir) throws IOException {
    assumeThat(LIBJAVA).exists();
    byte[] bytes = Files.readAllBytes(LIBJAVA);
    for (int length : new int[] {0, 10, 64, 500, bytes.length / 2}) {
      Path cut = Files.write(dir.resolve("cut"), java.util.Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> ElfSymbols.read(cut)).isInstanceOf(IOException.class);
    }
  }
}
