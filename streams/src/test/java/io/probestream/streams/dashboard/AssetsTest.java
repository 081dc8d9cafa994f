package io.probestream.streams.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AssetsTest {
  private static final Pattern IMPORT = Pattern.compile("(?m)^import .*?'([^']+)';$");
  private static final Pattern FOLDER = Pattern.compile("/assets/[0-9a-f]{16}/");

  private final Assets assets = Assets.load();

  private String page() {
    return new String(assets.find("/").body(), StandardCharsets.UTF_8);
  }

  private String folder() {
    Matcher folder = FOLDER.matcher(page());
    assertThat(folder.find()).isTrue();
    return folder.group();
  }

  private static Path source() throws URISyntaxException {
    return Path.of(Assets.class.getResource("index.html").toURI()).getParent();
  }

  @Test
  void every_file_of_the_folder_is_served_but_the_page_which_is_at_the_root() throws Exception {
    List<String> there = new ArrayList<>();
    try (Stream<Path> files = Files.walk(source())) {
      files
          .filter(f -> !Files.isDirectory(f) && !f.toString().endsWith(".class"))
          .forEach(f -> there.add(folderOf(f)));
    }
    there.remove("index.html");
    assertThat(Assets.FILES).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(there);
  }

  private static String folderOf(Path file) {
    try {
      return source().relativize(file).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void modules_import_only_each_other_and_name_no_other_server() throws IOException {
    for (String name : Assets.FILES) {
      Asset asset = assets.find(folder() + name);
      String text = new String(asset.body(), StandardCharsets.UTF_8);
      Matcher imports = IMPORT.matcher(text);
      while (imports.find()) {
        Path of = Path.of(folder() + name).resolveSibling(imports.group(1)).normalize();
        assertThat(assets.find(of.toString()))
            .as(name + " imports " + imports.group(1))
            .isNotNull();
      }
      assertThat(text.replace("http://www.w3.org/2000/svg", "")).as(name).doesNotContain("://");
    }
  }

  @Test
  void the_page_has_neither_scripts_nor_styles_in_itself() {
    assertThat(page().replaceAll("<script type=\"module\" src=\"[^\"]+\"></script>", ""))
        .doesNotContainPattern("(?i)<script|<style|style=|\\son[a-z]+=|://")
        .contains("modulepreload");
    assertThat(page().replace(folder(), "")).doesNotContain("assets/");
  }

  @Test
  void the_same_files_have_the_same_address() {
    assertThat(new String(Assets.load().find("/").body(), StandardCharsets.UTF_8))
        .isEqualTo(page());
    assertThat(assets.find(folder() + "uPlot.esm.js").forEver()).isTrue();
    assertThat(assets.find("/").forEver()).isFalse();
  }
}
