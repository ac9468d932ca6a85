package org.aureole.local.blob;

import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.blob.UploadUrls;

/**
 * A bucket that takes uploads and tells its owner what happens in it.
 *
 * @param store its objects
 * @param uploads leave to upload into it
 */
public record LocalBucket(BlobStore store, UploadUrls uploads) {}
