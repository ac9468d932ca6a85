package org.aureole.local.blob;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.aureole.local.secret.PrivateFile;

/** Signs what an upload URL allows, by HMAC-SHA256 with a key in a private file. Thread-safe. */
final class UploadSigner {
  private static final int KEY_BYTES = 32;

  private final SecretKeySpec key;

  private UploadSigner(byte[] key) {
    this.key = new SecretKeySpec(key, "HmacSHA256");
  }

  static UploadSigner loadOrCreate(Path path) {
    PrivateFile file = new PrivateFile(path);
    byte[] key = file.read().orElse(null);
    if (key == null || key.length != KEY_BYTES) {
      key = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(key);
      file.write(key);
    }
    return new UploadSigner(key);
  }

  /**
   * What is signed.
   *
   * @param sha256 in hex; empty for any bytes
   * @param expires in seconds since 1970
   */
  record Leave(String bucket, String object, long maxBytes, String sha256, long expires) {
    /** No part can hold a newline, so no two leaves have the same text. */
    private String canonical() {
      return String.join(
          "\n",
          "aureole-upload-v1",
          bucket,
          object,
          Long.toString(maxBytes),
          sha256,
          Long.toString(expires));
    }
  }

  String sign(Leave leave) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return HexFormat.of()
          .formatHex(mac.doFinal(leave.canonical().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean verify(Leave leave, String signature) {
    return MessageDigest.isEqual(
        sign(leave).getBytes(StandardCharsets.US_ASCII),
        signature.getBytes(StandardCharsets.US_ASCII));
  }
}
