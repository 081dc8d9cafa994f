package io.probestream.streams.dashboard;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/**
 * The dashboard's files by the path that they are served at: the page at {@code /}, everything else
 * below {@code /assets/HASH/}, where the hash is that of all of them, so that a browser may keep
 * them for ever and never mixes two versions. Immutable.
 */
public final class Assets {
  /** Everything is this server's own, no script or style stands in a page, nobody may frame it. */
  public static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types 'none'";

  private static final String PAGE = "index.html";
  private static final String UPLOT = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

  /** Modules in the order in which they are needed, then the rest. */
  static final List<String> FILES =
      List.of(
          "main.js",
          "alertlist.js",
          "api.js",
          "axes.js",
          "calltables.js",
          "causes.js",
          "cells.js",
          "chart.js",
          "distribution.js",
          "dom.js",
          "events.js",
          "facts.js",
          "hatch.js",
          "heatmap.js",
          "hosttable.js",
          "keys.js",
          "ledger.js",
          "lines.js",
          "range.js",
          "route.js",
          "silence.js",
          "table.js",
          "theme.js",
          "token.js",
          "units.js",
          "parts.js",
          "pages/alerts.js",
          "pages/function.js",
          "pages/host.js",
          "pages/overview.js",
          "style.css",
          "icon.svg");

  /** From the jar of uPlot (MIT). */
  static final List<String> OF_UPLOT = List.of("uPlot.esm.js", "uPlot.min.css");

  private final Map<String, Asset> byPath = new HashMap<>();

  private Assets(Map<String, byte[]> files) {
    String folder = "/assets/" + hash(files) + '/';
    files.forEach((name, body) -> byPath.put(folder + name, asset(name, body, true)));
    String page =
        new String(resource(PAGE), StandardCharsets.UTF_8)
            .replace("<!-- modules -->", preloads(folder))
            .replace("=\"assets/", "=\"" + folder);
    byPath.put("/", asset(PAGE, page.getBytes(StandardCharsets.UTF_8), false));
  }

  /**
   * Reads them from the class path.
   *
   * @throws UncheckedIOException if one is missing
   */
  public static Assets load() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    FILES.forEach(name -> files.put(name, resource(name)));
    String folder = "/META-INF/resources/webjars/uplot/" + uplotVersion() + "/dist/";
    OF_UPLOT.forEach(name -> files.put(name, resource(folder + name)));
    return new Assets(files);
  }

  /** That of the jar on the class path, which the build has pinned. */
  private static String uplotVersion() {
    Properties properties = new Properties();
    try {
      properties.load(new ByteArrayInputStream(resource(UPLOT)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }

  /** The file that is served at a path, or null. */
  public Asset find(String path) {
    return byPath.get(path);
  }

  /** Modules import each other: without this the browser learns of them one after the other. */
  private static String preloads(String folder) {
    return FILES.stream()
        .filter(name -> name.endsWith(".js"))
        .map(name -> "<link rel=\"modulepreload\" href=\"" + folder + name + "\">")
        .collect(Collectors.joining("\n    "));
  }

  private static byte[] resource(String name) {
    try (InputStream in = Assets.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the class path lacks " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Asset asset(String name, byte[] body, boolean forEver) {
    String etag = '"' + hash(Map.of(name, body)) + '"';
    return new Asset(type(name), body, zipped(body), etag, forEver);
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> throw new IllegalArgumentException("no type for " + name);
    };
  }

  private static String hash(Map<String, byte[]> files) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      files.forEach(
          (name, body) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update(body);
          });
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static byte[] zipped(byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 3);
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
