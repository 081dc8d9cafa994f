package io.probestream.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * What a change of a schema breaks, for readers in both directions: one built for the earlier
 * schema reads what is written today, one built today reads what lies in a topic since before. A
 * reader passes over properties that it does not know. So optional properties may come; nothing
 * else may change but words.
 */
final class SchemaBreaks {
  private static final Set<String> WORDS = Set.of("description", "title", "examples");
  private static final Set<String> CHILDREN = Set.of("properties", "$defs");

  private final List<String> found = new ArrayList<>();

  private SchemaBreaks() {}

  /** A sentence for each break, empty if there is none. */
  static List<String> between(JsonNode earlier, JsonNode later) {
    SchemaBreaks breaks = new SchemaBreaks();
    breaks.compare("", earlier, later);
    return breaks.found;
  }

  private void compare(String path, JsonNode earlier, JsonNode later) {
    for (Iterator<String> names = earlier.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (CHILDREN.contains(name)) {
        children(path, earlier.get(name), later.path(name));
      } else if (name.equals("required")) {
        required(path, earlier.get(name), later.path(name));
      } else if (name.equals("items")) {
        compare(path + "[]", earlier.get(name), later.path(name));
      } else if (!WORDS.contains(name) && !earlier.get(name).equals(later.path(name))) {
        found.add(
            "%s: %s was %s, is %s".formatted(path, name, earlier.get(name), later.path(name)));
      }
    }
    for (Iterator<String> names = later.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!earlier.has(name) && !WORDS.contains(name) && !CHILDREN.contains(name)) {
        found.add("%s: %s is new: %s".formatted(path, name, later.get(name)));
      }
    }
  }

  private void children(String path, JsonNode earlier, JsonNode later) {
    for (Iterator<String> names = earlier.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (later.has(name)) {
        compare(path + '/' + name, earlier.get(name), later.get(name));
      } else {
        found.add("%s/%s is gone".formatted(path, name));
      }
    }
  }

  private void required(String path, JsonNode earlier, JsonNode later) {
    for (JsonNode name : earlier) {
      if (!contains(later, name)) {
        found.add("%s: %s need no longer be there".formatted(path, name));
      }
    }
    for (JsonNode name : later) {
      if (!contains(earlier, name)) {
        found.add("%s: %s is required, and what was written before lacks it".formatted(path, name));
      }
    }
  }

  private static boolean contains(JsonNode array, JsonNode wanted) {
    for (JsonNode value : array) {
      if (value.equals(wanted)) {
        return true;
      }
    }
    return false;
  }
}
