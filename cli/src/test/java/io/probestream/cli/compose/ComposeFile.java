package io.probestream.cli.compose;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code docker-compose.yml} as Docker Compose reads it: anchors and merges applied. */
final class ComposeFile {
  /** Where the module's tests run, seen from the top of the tree. */
  static final Path TOP = Path.of("..");

  private final Map<String, Service> services = new LinkedHashMap<>();

  /** One service; what it does not say is empty. */
  record Service(String name, Map<String, Object> yaml) {
    String image() {
      return String.valueOf(yaml.get("image"));
    }

    boolean isOurs() {
      return image().equals("probestream");
    }

    /** The command's words, with Compose's {@code $$} undone. */
    List<String> command() {
      return words(yaml.get("command"));
    }

    /** The words of the health check behind {@code CMD}. */
    List<String> healthCheck() {
      List<String> test = words(map(yaml.get("healthcheck")).get("test"));
      return test.isEmpty() || !test.get(0).equals("CMD")
          ? List.of()
          : test.subList(1, test.size());
    }

    Map<String, String> environment() {
      Map<String, String> strings = new LinkedHashMap<>();
      map(yaml.get("environment")).forEach((name, value) -> strings.put(name, value.toString()));
      return strings;
    }

    List<String> list(String key) {
      return words(yaml.get(key));
    }

    Map<String, Object> dependencies() {
      return map(yaml.get("depends_on"));
    }
  }

  private ComposeFile() {}

  static ComposeFile read() throws IOException {
    ComposeFile file = new ComposeFile();
    try (Reader reader = Files.newBufferedReader(TOP.resolve("docker-compose.yml"))) {
      Object root = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
      map(map(root).get("services"))
          .forEach((name, yaml) -> file.services.put(name, new Service(name, map(yaml))));
    }
    return file;
  }

  Service service(String name) {
    Service service = services.get(name);
    if (service == null) {
      throw new IllegalArgumentException("no service " + name + " in " + services.keySet());
    }
    return service;
  }

  List<Service> services() {
    return List.copyOf(services.values());
  }

  private static List<String> words(Object list) {
    return list instanceof List<?> words
        ? words.stream().map(word -> word.toString().replace("$$", "$")).toList()
        : List.of();
  }

  private static Map<String, Object> map(Object node) {
    return node instanceof Map<?, ?> map
        ? map.entrySet().stream()
            .collect(
                Collectors.toMap(
                    entry -> entry.getKey().toString(),
                    Map.Entry::getValue,
                    (a, b) -> b,
                    LinkedHashMap::new))
        : Map.of();
  }
}
