package org.aureole.gcp.identity;

import com.google.auth.ServiceAccountSigner;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.net.URI;
import java.util.Base64;
import java.util.Objects;
import org.aureole.gcp.client.RestService;
import org.aureole.model.error.DomainException;

/**
 * Signs as a service account through the IAM Credentials API, so that its private key is nowhere
 * but at Google. Thread-safe.
 */
public final class IamSigner implements ServiceAccountSigner {
  /** Where the service is. */
  public static final URI SERVICE = URI.create("https://iamcredentials.googleapis.com");

  private final RestService service;
  private final URI method;
  private final String account;

  /**
   * @param service called as an account with the permission {@code iam.serviceAccounts.signBlob} on
   *     {@code account}
   * @param endpoint {@link #SERVICE}, or what stands in for it on this machine
   * @param account the e-mail address of the service account
   */
  public IamSigner(RestService service, URI endpoint, String account) {
    this.service = Objects.requireNonNull(service);
    this.account = Objects.requireNonNull(account);
    this.method = URI.create(endpoint + "/v1/projects/-/serviceAccounts/" + account + ":signBlob");
  }

  @Override
  public String getAccount() {
    return account;
  }

  /**
   * RSA with SHA-256 over the bytes.
   *
   * @throws SigningException if the service does not sign
   */
  @Override
  public byte[] sign(byte[] bytes) {
    JsonObject request = new JsonObject();
    request.addProperty("payload", Base64.getEncoder().encodeToString(bytes));
    try {
      JsonObject reply = service.post(method, request);
      if (reply.get("signedBlob") instanceof JsonPrimitive signed && signed.isString()) {
        return Base64.getDecoder().decode(signed.getAsString());
      }
      throw new SigningException(method + " answered without a signature", null);
    } catch (DomainException | IllegalArgumentException e) {
      throw new SigningException("no signature by " + account, e);
    }
  }
}
