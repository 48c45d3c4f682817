package dev.ringmaster.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringmaster.routing.RouteFailure;
import dev.ringmaster.testing.RawConnection;
import dev.ringmaster.testing.RawReplica;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Replicas that are known by names. */
@Timeout(60)
final class NamesIT {
  @RegisterExtension final RouterRig rig = new RouterRig();

  @Test
  void replica_byName_isFound() throws Exception {
    rig.named("localhost", RawReplica.saying("ok"));

    RawConnection client = rig.client();

    assertThat(client.write("GET / HTTP/1.1\r\nHost: web\r\n\r\n").message().body())
        .isEqualTo("ok");
  }

  @Test
  void replica_whoseNameNobodyKnows_isUnreachable_andAnotherOneAsked() throws Exception {
    // The resolver of the machine is asked, which may have none to ask in its turn.
    rig.timeouts(40_000, 10_000, 10_000);
    rig.named("nobody.invalid", RawReplica.saying("never"));
    rig.replica(RawReplica.saying("ok"));

    RawConnection client = rig.client().patience(60_000);
    String request = "GET / HTTP/1.1\r\nHost: web\r\n" + rig.key(0, 1) + "\r\n";

    assertThat(client.write(request).message().body()).isEqualTo("ok");
    assertThat(rig.triesFailed()).containsExactly(RouteFailure.UNREACHABLE);
  }
}
