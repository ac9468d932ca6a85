package org.aureole.crypto.consent;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/**
 * The root certificates that this party approved, per other party, and the certificates that it
 * knows to be revoked. The only source of trust: nothing that a Kingdom delivers adds to it.
 *
 * <p>Immutable and thread-safe; made anew from the party's rows when they change.
 */
public final class TrustStore {
  private static final int KEY_CERT_SIGN = 5;

  private final Map<String, List<X509Certificate>> rootsByParty;
  private final Set<Fingerprint> revoked;

  private TrustStore(Map<String, List<X509Certificate>> rootsByParty, Set<Fingerprint> revoked) {
    this.rootsByParty = rootsByParty;
    this.revoked = revoked;
  }

  /**
   * A trust store of approved roots. Call it with the new row added before a root is approved: it
   * refuses what could not be trusted.
   *
   * @param rootsByParty DER root certificates by resource name of the party whose certificates they
   *     may issue
   * @param revoked fingerprints ({@link Certificates#fingerprint}) of revoked certificates of any
   *     kind
   * @throws DomainException CERTIFICATE_INVALID if a root is no certificate or may not issue
   *     certificates; ALREADY_EXISTS if two parties have a root with the same key, for one could
   *     then pass for the other
   */
  public static TrustStore of(Map<String, List<byte[]>> rootsByParty, Set<Fingerprint> revoked) {
    Map<String, List<X509Certificate>> roots = new LinkedHashMap<>();
    Map<ByteBuffer, String> ownerByKey = new HashMap<>();
    rootsByParty.forEach((party, ders) -> {
      List<X509Certificate> parsed = ders.stream().map(der -> parseRoot(party, der)).toList();
      parsed.forEach(root -> requireOneOwner(ownerByKey, party, root));
      roots.put(party, parsed);
    });
    return new TrustStore(Map.copyOf(roots), Set.copyOf(revoked));
  }

  /**
   * Verifies that a chain's leaf may sign in the name of {@code party} at {@code at}: it chains to
   * a root approved for that very party (PKIX, RFC 5280), every certificate and the root are valid
   * then and not revoked, the leaf holds a P-256 key for digital signatures and is no authority.
   *
   * @throws DomainException CERTIFICATE_INVALID, with a message that names what failed
   */
  public VerifiedCertificate verify(String party, CertificateChain chain, Instant at) {
    return verify(party, chain, SigningTime.at(at));
  }

  /** As the other, for a signature that may have been made at any instant of a time. */
  public VerifiedCertificate verify(String party, CertificateChain chain, SigningTime time) {
    List<X509Certificate> roots = rootsByParty.getOrDefault(party, List.of());
    if (roots.isEmpty()) {
      throw ConsentErrors.certificate("no root certificate is approved for " + party);
    }
    List<X509Certificate> path = chain.certificates().stream().map(Certificates::parse).toList();
    ChainCheck check = new ChainCheck(party, revoked, time.judged(path));
    check.requireSigningLeaf(path.get(0));
    path.forEach(check::requireUsable);
    check.requireChain(path, roots);
    return new VerifiedCertificate(party, path.get(0));
  }

  private static X509Certificate parseRoot(String party, byte[] der) {
    X509Certificate root = Certificates.parse(der);
    boolean[] usage = root.getKeyUsage();
    if (root.getBasicConstraints() < 0 || (usage != null && !usage[KEY_CERT_SIGN])) {
      throw ConsentErrors.certificate(
          "the certificate "
              + Certificates.fingerprint(root)
              + " cannot be a root of "
              + party
              + ": it is not an authority's (basicConstraints CA, keyUsage keyCertSign)");
    }
    return root;
  }

  private static void requireOneOwner(
      Map<ByteBuffer, String> ownerByKey, String party, X509Certificate root) {
    String owner = ownerByKey.putIfAbsent(ByteBuffer.wrap(root.getPublicKey().getEncoded()), party);
    if (owner != null && !owner.equals(party)) {
      throw DomainException.of(
          ErrorCode.ALREADY_EXISTS,
          "the root certificate "
              + Certificates.fingerprint(root)
              + " is approved for "
              + owner
              + " and for "
              + party
              + "; each party needs a root of its own, or one could pass for the other; take back the"
              + " approval that is a mistake: aureole parties untrust");
    }
  }
}
