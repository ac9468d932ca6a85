package org.aureole.platform.blob;

/**
 * One version of one object, as a requisition or a manifest pins it. Immutable.
 *
 * @param name the object's name in its bucket, see {@link BlobNames}
 * @param generation which version of the object; never zero, and another one after every change
 * @param size in bytes
 */
public record BlobRef(String name, long generation, long size) {
  public BlobRef {
    BlobNames.check(name);
    if (generation == 0 || size < 0) {
      throw new IllegalArgumentException("generation " + generation + ", size " + size);
    }
  }
}
