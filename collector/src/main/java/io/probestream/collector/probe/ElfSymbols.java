package io.probestream.collector.probe;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Functions of a 64-bit ELF file by their offset in the file, which is what a uprobe is set by
 * (elf(5): symbol tables, program headers). Immutable once read.
 */
final class ElfSymbols {
  private static final int SHT_SYMTAB = 2;
  private static final int SHT_DYNSYM = 11;
  private static final int PT_LOAD = 1;
  private static final int STT_FUNC = 2;
  private static final int STT_GNU_IFUNC = 10;
  private static final int MAX_SECTION_BYTES = 256 << 20;

  private final Map<String, Long> offsets = new HashMap<>();
  private final TreeMap<Long, String> names = new TreeMap<>();
  private final FileChannel file;
  private ByteOrder order;

  private ElfSymbols(FileChannel file) {
    this.file = file;
  }

  /**
   * Reads the symbols.
   *
   * @throws IOException with a reason if the file cannot be read or is not such a file
   */
  static ElfSymbols read(Path path) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      ElfSymbols symbols = new ElfSymbols(file);
      symbols.readAll();
      return symbols;
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IOException("damaged ELF file", e);
    }
  }

  /** Offset in the file of a function, or null. */
  Long offsetOf(String function) {
    return offsets.get(function);
  }

  /** The function at exactly that offset, or null. */
  String symbolAt(long offset) {
    return names.get(offset);
  }

  private void readAll() throws IOException {
    order = ByteOrder.LITTLE_ENDIAN;
    ByteBuffer header = at(0, 64);
    if (header.getInt(0) != 0x464c457f || header.get(4) != 2) {
      throw new IOException("not a 64-bit ELF file");
    }
    order = header.get(5) == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    header.order(order);
    int segmentSize = header.getShort(54) & 0xffff;
    int segmentCount = header.getShort(56) & 0xffff;
    int sectionSize = header.getShort(58) & 0xffff;
    int sectionCount = header.getShort(60) & 0xffff;
    ByteBuffer segments = at(header.getLong(32), (long) segmentSize * segmentCount);
    ByteBuffer sections = at(header.getLong(40), (long) sectionSize * sectionCount);
    for (int i = 0; i < sectionCount; i++) {
      int base = i * sectionSize;
      int type = sections.getInt(base + 4);
      if (type == SHT_SYMTAB || type == SHT_DYNSYM) {
        int strings = sections.getInt(base + 40) * sectionSize;
        readTable(section(sections, base), section(sections, strings), segments, segmentSize);
      }
    }
  }

  private ByteBuffer section(ByteBuffer sections, int base) throws IOException {
    return at(sections.getLong(base + 24), sections.getLong(base + 32));
  }

  /** Elf64_Sym: name u32, info u8, other u8, section u16, value u64, size u64. */
  private void readTable(ByteBuffer table, ByteBuffer strings, ByteBuffer segments, int size) {
    for (int at = 0; at + 24 <= table.limit(); at += 24) {
      int type = table.get(at + 4) & 0xf;
      boolean defined = table.getShort(at + 6) != 0;
      if (defined && (type == STT_FUNC || type == STT_GNU_IFUNC)) {
        long offset = fileOffset(table.getLong(at + 8), segments, size);
        String name = string(strings, table.getInt(at));
        if (offset >= 0 && !name.isEmpty()) {
          offsets.putIfAbsent(name, offset);
          names.putIfAbsent(offset, name);
        }
      }
    }
  }

  /** Elf64_Phdr: type u32, flags u32, offset u64, vaddr u64, paddr u64, filesz u64. */
  private static long fileOffset(long address, ByteBuffer segments, int size) {
    for (int at = 0; at + size <= segments.limit() && size > 0; at += size) {
      long start = segments.getLong(at + 16);
      boolean inside = address >= start && address < start + segments.getLong(at + 32);
      if (segments.getInt(at) == PT_LOAD && inside) {
        return address - start + segments.getLong(at + 8);
      }
    }
    return -1;
  }

  private static String string(ByteBuffer strings, int start) {
    int end = start;
    while (strings.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - start];
    strings.get(start, bytes);
    // Versions as in memcpy@@GLIBC_2.14 are no part of the function's name.
    String name = new String(bytes, StandardCharsets.ISO_8859_1);
    int version = name.indexOf('@');
    return version > 0 ? name.substring(0, version) : name;
  }

  private ByteBuffer at(long offset, long length) throws IOException {
    if (offset < 0 || length < 0 || length > MAX_SECTION_BYTES) {
      throw new IOException("damaged ELF file");
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) length).order(order);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, offset + bytes.position()) < 0) {
        throw new IOException("the ELF file ends early");
      }
    }
    return bytes.flip();
  }
}
