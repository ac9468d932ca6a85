package org.aureole.emulator.google;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.aureole.gcp.storage.CloudStorageServer;

/** Which service accounts may do what in which bucket. Thread-safe. */
public final class BucketGrants implements CloudStorageServer.Access {
  private static final String OBJECTS = "storage.objects.";

  private static final Map<String, Set<String>> ROLES =
      Map.of(
          "roles/storage.objectViewer", Set.of("get", "list"),
          "roles/storage.objectCreator", Set.of("create"),
          "roles/storage.objectUser", Set.of("get", "list", "create", "delete", "update"));

  private final ServiceAccounts accounts;
  private final Set<String> granted = ConcurrentHashMap.newKeySet();

  public BucketGrants(ServiceAccounts accounts) {
    this.accounts = accounts;
  }

  /** Gives an account a role of Cloud Storage's own in a bucket. */
  public void grantRole(String email, String role, String bucket) {
    Set<String> permissions = ROLES.get(role);
    if (permissions == null) {
      throw new IllegalArgumentException("an unknown role: " + role);
    }
    permissions.forEach(verb -> grant(email, OBJECTS + verb, bucket));
  }

  /** Gives an account one permission in a bucket. */
  public void grant(String email, String permission, String bucket) {
    granted.add(email + " " + permission + " " + bucket);
  }

  @Override
  public Optional<String> caller(String authorization) {
    return accounts.caller(authorization);
  }

  @Override
  public boolean may(String email, String permission, String bucket) {
    return granted.contains(email + " " + permission + " " + bucket);
  }
}
