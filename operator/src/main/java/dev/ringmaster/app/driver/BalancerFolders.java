package dev.ringmaster.app.driver;

import dev.ringmaster.app.cli.UserError;
import dev.ringmaster.app.state.BalancerState;
import dev.ringmaster.app.state.BalancerStore;
import dev.ringmaster.spec.LoadBalancerModel;
import dev.ringmaster.state.StateFile;
import dev.ringmaster.state.StateFolder;
import dev.ringmaster.state.StateFolderException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The state folder, and in it a folder for each balancer. */
public record BalancerFolders(StateFolder state, Consumer<String> log) {
  private static final int OWNER_BYTES = 6;
  private static final Pattern OWNER = Pattern.compile("[0-9a-f]{12}");

  /** What a balancer remembers. */
  public BalancerStore store(LoadBalancerModel model) throws UserError {
    try {
      return BalancerStore.open(
          file(folder(model.id())),
          model.id(),
          model.scale(),
          warning -> log.accept(model.id() + ": " + warning));
    } catch (StateFolderException unusable) {
      throw refusal(unusable);
    }
  }

  Path folder(String balancer) throws UserError {
    try {
      return state.folder(folderName(balancer));
    } catch (StateFolderException unusable) {
      throw refusal(unusable);
    }
  }

  /** What the balancers but these remember. */
  private Map<String, BalancerState> others(Set<String> balancers) throws UserError {
    Map<String, BalancerState> others = new HashMap<>();
    try {
      for (Path folder : state.folders()) {
        String balancer = String.valueOf(folder.getFileName()).replace('_', '/');
        Optional<BalancerState> remembered =
            balancers.contains(balancer)
                ? Optional.empty()
                : BalancerStore.read(file(folder), balancer);
        remembered.ifPresent(state -> others.put(balancer, state));
      }
    } catch (StateFolderException unusable) {
      throw refusal(unusable);
    }
    return others;
  }

  /** Removes the balancers but these: their replicas, and what they remembered. */
  public void removeOthers(Set<String> balancers, LocalDriver driver) throws UserError {
    Map<String, Integer> ended = new HashMap<>();
    Map<String, BalancerState> remembered = others(balancers);
    remembered.keySet().forEach(other -> ended.put(other, 0));
    ended.putAll(driver.endOthers(balancers, remembered));
    for (Map.Entry<String, Integer> other : ended.entrySet()) {
      if (remembered.containsKey(other.getKey())) {
        // A name that a label alone has may be none, or lead out of the state folder.
        drop(other.getKey());
      }
      log.accept(
          "%s: removed, no manifest has it any more; %d replicas were left of it and are ended"
              .formatted(other.getKey(), other.getValue()));
    }
  }

  /** Drops what a balancer remembered. */
  public void drop(String balancer) {
    try {
      state.drop(folderName(balancer));
    } catch (StateFolderException stays) {
      log.accept(balancer + ": " + stays.getMessage());
    }
  }

  /** What the containers of this state folder are known by: made up once, and kept. */
  String owner() throws UserError {
    StateFile file = state.file("owner");
    try {
      Optional<byte[]> known = file.read();
      if (known.isPresent()) {
        return checked(file, new String(known.get(), StandardCharsets.US_ASCII).strip());
      }
      byte[] random = new byte[OWNER_BYTES];
      new SecureRandom().nextBytes(random);
      String owner = HexFormat.of().formatHex(random);
      file.write(owner.getBytes(StandardCharsets.US_ASCII));
      return owner;
    } catch (StateFolderException unusable) {
      throw refusal(unusable);
    } catch (IOException full) {
      throw new UserError(
          "%s: can't be written (%s), expected a folder with room"
              .formatted(file.path(), full.getMessage()));
    }
  }

  /** A part of it, or nothing, could be somebody else's. */
  private static String checked(StateFile file, String owner) throws UserError {
    if (!OWNER.matcher(owner).matches()) {
      throw new UserError(
          "%s: got \"%s\", expected %d hexadecimal digits: remove it only if no container is left of this state folder"
              .formatted(file.path(), owner, 2 * OWNER_BYTES));
    }
    return owner;
  }

  private static UserError refusal(StateFolderException unusable) {
    return new UserError(String.valueOf(unusable.getMessage()));
  }

  private static String folderName(String balancer) {
    return balancer.replace('/', '_');
  }

  private static StateFile file(Path folder) {
    return new StateFile(folder.resolve("state.json"));
  }
}
