package io.probestream.streams.pair;

import java.util.function.Consumer;

/**
 * Tasks by key, open addressing, without boxing. Tasks without open frames are dropped when the
 * table would otherwise grow, so that ended tasks leave nothing behind.
 */
final class TaskMap {
  private TaskFrames[] slots = new TaskFrames[64];
  private int used;
  private TaskFrames last = new TaskFrames(0);

  /** Tasks in the table, those without frames included until it would grow. */
  int size() {
    return used;
  }

  TaskFrames find(int key) {
    if (last.key == key && last.key != 0) {
      return last;
    }
    int mask = slots.length - 1;
    for (int i = slot(key, mask); slots[i] != null; i = (i + 1) & mask) {
      if (slots[i].key == key) {
        last = slots[i];
        return last;
      }
    }
    return null;
  }

  TaskFrames findOrAdd(int key) {
    TaskFrames found = find(key);
    if (found != null) {
      return found;
    }
    TaskFrames added = new TaskFrames(key);
    add(added);
    last = added;
    return added;
  }

  void add(TaskFrames frames) {
    if ((used + 1) * 2 > slots.length) {
      rehash();
    }
    insert(frames);
    used++;
  }

  /** In no particular order. */
  void forEach(Consumer<TaskFrames> action) {
    for (TaskFrames frames : slots) {
      if (frames != null && frames.size > 0) {
        action.accept(frames);
      }
    }
  }

  private void rehash() {
    TaskFrames[] old = slots;
    int live = 0;
    for (TaskFrames frames : old) {
      live += frames != null && frames.size > 0 ? 1 : 0;
    }
    slots = new TaskFrames[Math.max(64, Integer.highestOneBit(Math.max(1, live)) * 8)];
    used = live;
    last = new TaskFrames(0);
    for (TaskFrames frames : old) {
      if (frames != null && frames.size > 0) {
        insert(frames);
      }
    }
  }

  private void insert(TaskFrames frames) {
    int mask = slots.length - 1;
    int i = slot(frames.key, mask);
    while (slots[i] != null) {
      i = (i + 1) & mask;
    }
    slots[i] = frames;
  }

  private static int slot(int key, int mask) {
    int h = key * 0x9E3779B9;
    return (h ^ (h >>> 16)) & mask;
  }
}
