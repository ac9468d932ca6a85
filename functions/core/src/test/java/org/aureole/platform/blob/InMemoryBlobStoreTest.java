package org.aureole.platform.blob;

class InMemoryBlobStoreTest extends BlobStoreContract {
  @Override
  protected BlobStore emptyStore() {
    return new InMemoryBlobStore("bucket");
  }
}
