package org.aureole.platform.trust;

import com.google.protobuf.Empty;
import java.util.List;
import org.aureole.platform.http.Endpoint;
import org.aureole.platform.http.Route;
import org.aureole.platform.identity.Role;
import org.aureole.v1.DistrustedCertificate;
import org.aureole.v1.ListDistrustedCertificatesResponse;
import org.aureole.v1.ListTrustedRootsResponse;
import org.aureole.v1.TrustedRoot;

/**
 * How a party's own operator decides whom the party trusts. Only the role {@link Role#OPERATOR} of
 * that party may call.
 */
public final class TrustEndpoints {
  private TrustEndpoints() {}

  /**
   * The endpoints.
   *
   * @param party first part of the endpoints' ids, such as {@code duchy}
   */
  public static List<Route> of(String party, TrustedRoots roots) {
    return List.of(
        Endpoint.post(
                party + ".approveTrustedRoot", "/v1/trustedRoots", TrustedRoot.getDefaultInstance())
            .callers(Role.OPERATOR)
            .handledBy((call, root) -> roots.approve(root)),
        Endpoint.get(party + ".listTrustedRoots", "/v1/trustedRoots")
            .callers(Role.OPERATOR)
            .handledBy((call, none) ->
                ListTrustedRootsResponse.newBuilder().addAllTrustedRoots(roots.list()).build()),
        Endpoint.post(
                party + ".removeTrustedRoot",
                "/v1/trustedRoots:remove",
                TrustedRoot.getDefaultInstance())
            .callers(Role.OPERATOR)
            .handledBy((call, root) -> {
              roots.remove(root);
              return Empty.getDefaultInstance();
            }),
        Endpoint.post(
                party + ".distrustCertificate",
                "/v1/distrustedCertificates",
                DistrustedCertificate.getDefaultInstance())
            .callers(Role.OPERATOR)
            .handledBy((call, certificate) -> roots.distrust(certificate)),
        Endpoint.get(party + ".listDistrustedCertificates", "/v1/distrustedCertificates")
            .callers(Role.OPERATOR)
            .handledBy((call, none) ->
                ListDistrustedCertificatesResponse.newBuilder()
                    .addAllDistrustedCertificates(roots.distrusted())
                    .build()));
  }
}
