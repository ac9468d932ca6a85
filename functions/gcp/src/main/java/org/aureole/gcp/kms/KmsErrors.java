package org.aureole.gcp.kms;

import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/** What an error of Cloud KMS means to a use case. */
final class KmsErrors {
  private KmsErrors() {}

  /**
   * The error of a call on a key. A key that is disabled, gone, or not this account's is for an
   * operator to set right; until then the call is worth another try.
   */
  static DomainException toDomain(String key, ApiException error) {
    StatusCode.Code code = error.getStatusCode().getCode();
    return DomainException.unavailable("the key " + key + " cannot be used: " + code, error);
  }

  /** The error of a decryption, by which a ciphertext of another key or name is told. */
  static DomainException ofDecryption(String key, String what, ApiException error) {
    if (error.getStatusCode().getCode() == StatusCode.Code.INVALID_ARGUMENT) {
      return DomainException.of(
          ErrorCode.FAILED_PRECONDITION,
          what + " was altered, is incomplete, or was encrypted by another key than " + key,
          error);
    }
    return toDomain(key, error);
  }
}
