package org.aureole.platform.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerUrlsTest {
  /** Names resolve as this says; literals to themselves. */
  private static InetAddress[] resolve(String host) throws UnknownHostException {
    return switch (host) {
      case "duchy.example" -> InetAddress.getAllByName("203.0.113.7");
      case "two-faced.example" ->
          new InetAddress[] {
            InetAddress.getByName("203.0.113.7"), InetAddress.getByName("169.254.169.254")
          };
      case "inside.example" -> InetAddress.getAllByName("10.0.0.1");
      case "gone.example" -> throw new UnknownHostException(host);
      default -> InetAddress.getAllByName(host);
    };
  }

  private static final PeerUrls PUBLIC = new PeerUrls(true, PeerUrlsTest::resolve);

  @Test
  void aPublicHttpsUrlIsCalled() {
    URI url = URI.create("https://duchy.example/upload?signature=secret");
    assertThat(PUBLIC.check(url, "duchies/w1")).isSameAs(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://duchy.example",
        "ftp://duchy.example/secret",
        "file:///secret",
        "jar:file:/secret!/x",
        "mailto:secret",
        "https:secret",
        "https://user:secret@duchy.example",
        "https://169.254.169.254/secret",
        "https://127.0.0.1:5432/secret",
        "https://127.1/secret",
        "https://2130706433/secret",
        "https://0.0.0.0/secret",
        "https://10.1.2.3/secret",
        "https://172.16.0.1/secret",
        "https://192.168.1.1/secret",
        "https://100.64.0.1/secret",
        "https://100.127.255.254/secret",
        "https://224.0.0.1/secret",
        "https://[::1]/secret",
        "https://[::]/secret",
        "https://[fe80::1]/secret",
        "https://[fd00:ec2::254]/secret",
        "https://[::ffff:169.254.169.254]/secret",
        "https://inside.example/secret",
        "https://two-faced.example/secret",
        "/secret"
      })
  void whatOnlyThisPartyCanReachIsNotCalled(String url) {
    assertThatThrownBy(() -> PUBLIC.check(URI.create(url), "duchies/w1"))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION))
        .hasMessageContaining("duchies/w1")
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://100.63.255.255", "https://100.128.0.1", "https://[2001:db8::1]"})
  void neighboursOfInternalNetworksAreCalled(String url) {
    assertThat(PUBLIC.check(URI.create(url), "duchies/w1")).hasToString(url);
  }

  @Test
  void aNameWithoutAnAddressMayHaveOneLater() {
    assertThatThrownBy(() -> PUBLIC.check(URI.create("https://gone.example"), "duchies/w1"))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }

  @Test
  void partiesOfOneMachineStayOnIt() {
    PeerUrls local = PeerUrls.LOOPBACK;
    assertThat(local.check(URI.create("http://127.0.0.1:8080"), "w1")).hasPort(8080);
    assertThat(local.check(URI.create("http://[::1]:8080"), "w1")).hasPort(8080);
    for (String url : new String[] {"http://203.0.113.7", "http://0.0.0.0:80", "http://10.0.0.1"}) {
      assertThatThrownBy(() -> local.check(URI.create(url), "w1"))
          .hasMessageContaining("outside this machine");
    }
  }
}
