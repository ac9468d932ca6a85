package org.aureole.local.blob;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.aureole.platform.blob.BlobNames;
import org.aureole.platform.blob.BlobRef;

/**
 * The objects under a prefix in order of the UTF-8 bytes of their names; holds the names of one
 * folder for each level and no open file. Skips what is no object: links, devices, and names that
 * no object may have.
 */
final class ObjectWalk implements Iterator<BlobRef> {
  private final Path root;
  private final String prefix;
  private final Deque<Iterator<Entry>> levels = new ArrayDeque<>();
  private Optional<BlobRef> next = Optional.empty();

  /** A folder's name ends with a slash, which sorts it where its objects belong. */
  private record Entry(String name, ByteString key) {
    static final Comparator<Entry> BY_KEY =
        Comparator.comparing(Entry::key, ByteString.unsignedLexicographicalComparator());

    Entry(String name) {
      this(name, ByteString.copyFromUtf8(name));
    }
  }

  ObjectWalk(Path root, String prefix) {
    this.root = root;
    this.prefix = prefix;
    String folder = prefix.substring(0, prefix.lastIndexOf('/') + 1);
    if (folder.isEmpty() || BlobNames.isValid(folder.substring(0, folder.length() - 1))) {
      levels.push(entries(folder));
    }
    advance();
  }

  private Iterator<Entry> entries(String folder) {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(root.resolve(folder))) {
      for (Path child : children) {
        String name = folder + child.getFileName();
        if (BlobNames.isValid(name)) {
          boolean isFolder = Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS);
          String full = isFolder ? name + "/" : name;
          if (full.startsWith(prefix) || (isFolder && prefix.startsWith(full))) {
            entries.add(new Entry(full));
          }
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.<Entry>of().iterator();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    entries.sort(Entry.BY_KEY);
    return entries.iterator();
  }

  private void advance() {
    next = Optional.empty();
    while (next.isEmpty() && !levels.isEmpty()) {
      if (!levels.peek().hasNext()) {
        levels.pop();
        continue;
      }
      String name = levels.peek().next().name();
      if (name.endsWith("/")) {
        levels.push(entries(name));
      } else {
        next = version(name);
      }
    }
  }

  private Optional<BlobRef> version(String name) {
    try {
      return FileVersion.of(root.resolve(name))
          .map(version -> new BlobRef(name, version.generation(), version.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean hasNext() {
    return next.isPresent();
  }

  @Override
  public BlobRef next() {
    BlobRef found = next.orElseThrow(NoSuchElementException::new);
    advance();
    return found;
  }
}
