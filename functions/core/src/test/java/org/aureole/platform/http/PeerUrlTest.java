package org.aureole.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerUrlTest {
  private static final URI OUT_THERE = URI.create("https://duchy.example.org");
  private static final URI HERE = URI.create("http://127.0.0.1:8080");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://duchy.example.org",
        "https://duchy.example.org:8443/market",
        "HTTPS://duchy.example.org",
        "http://127.0.0.1:8080",
        "http://localhost:8080",
        "http://[::1]:8080"
      })
  void aBaseUrlIsHttpsOrOnThisMachine(String url) {
    assertThat(PeerUrl.base(url)).isEqualTo(URI.create(url));
    assertThat(PeerUrl.peer(url, HERE)).isEqualTo(URI.create(url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "duchy.example.org",
        "/v1",
        "https:///v1",
        "mailto:duchy@example.org",
        "ftp://duchy.example.org",
        "file:///etc/passwd",
        "http://duchy.example.org",
        "http://10.0.0.7",
        "http://127.0.0.1.example.org",
        "https://user:secret@duchy.example.org",
        "https://duchy.example.org?x=1",
        "https://duchy.example.org#f",
        "https://duchy example.org"
      })
  void whatIsNoneIsRefusedWithoutItsText(String url) {
    assertThatThrownBy(() -> PeerUrl.base(url))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret").doesNotContain("//"));
  }

  @Test
  void anUploadUrlMayHaveAQuery() {
    String signed = "https://storage.example.com/inbox/object?X-Signature=ab";
    assertThat(PeerUrl.upload(signed, OUT_THERE)).isEqualTo(URI.create(signed));
    String local = "http://127.0.0.1:9000/upload?signature=ab";
    assertThat(PeerUrl.upload(local, HERE)).isEqualTo(URI.create(local));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:9000/upload",
        "https://127.0.0.1/upload",
        "https://localhost/upload",
        "https://kingdom.localhost/upload",
        "https://10.0.0.7/upload",
        "https://169.254.169.254/latest",
        "https://0x7f.1/upload",
        "https://2130706433/upload",
        "https://[fd00::1]/upload",
        "https://[::ffff:127.0.0.1]/upload",
        "http://storage.example.com/upload",
        "https://user@storage.example.com/upload"
      })
  void aPartyOutThereLeadsNobodyIn(String url) {
    assertThatThrownBy(() -> PeerUrl.upload(url, OUT_THERE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PeerUrl.peer(url, OUT_THERE))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
