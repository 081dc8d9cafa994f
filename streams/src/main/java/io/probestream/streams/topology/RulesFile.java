package io.probestream.streams.topology;

import io.probestream.schemas.config.ConfigException;
import io.probestream.schemas.raw.AlertRules;
import io.probestream.streams.alert.RuleFile;
import io.probestream.streams.alert.RuleSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The file of alert rules, read again when it changes; {@value #DEFAULT} stands for the rules that
 * are shipped. Not thread-safe.
 */
final class RulesFile {
  static final String DEFAULT = "default";

  private final Path path;
  private final long windowMs;
  private byte[] seen; // null before, and while it cannot be read
  private String fault;
  private Content content;

  /** Rules that are right: their hash and text. */
  record Content(String ruleSet, String text) {
    AlertRules from(long fromMs) {
      return new AlertRules(ruleSet, fromMs, text);
    }
  }

  RulesFile(Path path, long windowMs) {
    this.path = path;
    this.windowMs = windowMs;
  }

  /**
   * Reads it, for a start.
   *
   * @throws IllegalArgumentException with file, line and key of what is wrong
   */
  static Content read(Path path, long windowMs) {
    String[] fault = {null};
    Content content = new RulesFile(path, windowMs).current(said -> fault[0] = said);
    if (fault[0] != null) {
      throw new IllegalArgumentException(fault[0]);
    }
    return content;
  }

  /**
   * The rules as they stand there now; where the file is broken or gone those of before, or null.
   *
   * @param faults takes a sentence, once, for each content that is refused
   */
  Content current(Consumer<String> faults) {
    try {
      byte[] bytes =
          path.toString().equals(DEFAULT)
              ? RuleFile.defaultText().getBytes(StandardCharsets.UTF_8)
              : Files.readAllBytes(path);
      if (Arrays.equals(bytes, seen)) {
        return content;
      }
      seen = bytes;
      content = parse(bytes);
      fault = null;
    } catch (IllegalArgumentException e) {
      refuse(e.getMessage(), faults);
    } catch (NoSuchFileException e) {
      seen = null;
      refuse("there is no file " + path + " of alert rules", faults);
    } catch (IOException e) {
      seen = null;
      refuse("the alert rules in " + path + " cannot be read: " + e.getMessage(), faults);
    }
    return content;
  }

  private void refuse(String why, Consumer<String> faults) {
    if (!why.equals(fault)) {
      fault = why;
      faults.accept(why);
    }
  }

  private Content parse(byte[] bytes) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the alert rules in " + path + " are no UTF-8", e);
    }
    Content read = new Content(rules(path.toString(), text, windowMs).hash(), text);
    var unused = read.from(0); // checks its length
    return read;
  }

  /**
   * Rules as the log or a file holds them.
   *
   * @param name of the file, for errors
   * @throws IllegalArgumentException with name, line and key of what is wrong
   */
  static RuleSet rules(String name, String text, long windowMs) {
    RuleSet rules;
    try {
      rules = RuleFile.parse(name, text);
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    try {
      RuleFile.check(rules, windowMs);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
    return rules;
  }
}
