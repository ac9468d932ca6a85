package org.aureole.platform.blob;

import com.google.protobuf.ByteString;

/**
 * What {@link BlobStore#create} stored. Immutable.
 *
 * @param ref the object
 * @param sha256 the 32-byte SHA-256 of the bytes as they went by
 */
public record StoredBlob(BlobRef ref, ByteString sha256) {}
