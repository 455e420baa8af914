import Conversations
import Synchronization
import Wire

/// Remembers the identity of messages by the hash of their bytes, so that a history that is sent again is hashed
/// (20 GB/s) and not read.
///
/// Bounded: what has not been asked for during about `capacity` other messages is forgotten.
final class FingerprintMemo: Sendable {
  private struct Generations {
    var young: [Fingerprint: Fingerprint] = [:]
    var old: [Fingerprint: Fingerprint] = [:]
  }

  private let generations = Mutex(Generations())
  private let capacity: Int

  /// A memory of up to twice `capacity` messages, each of which costs about 50 bytes.
  init(capacity: Int = 32_768) { self.capacity = capacity }

  /// The identity of a message: the remembered one, else what reading it gives.
  ///
  /// - Throws: what is wrong with it, as found in reading; such a message is not remembered.
  func identity(
    of source: JSONValue, orByReading read: () throws(ClientError) -> Fingerprint
  ) throws(ClientError) -> Fingerprint {
    let raw = source.withBytes { Fingerprint(of: $0) }
    if let known = identity(of: raw) { return known }
    let identity = try read()
    remember(identity, of: raw)
    return identity
  }

  /// The identity behind the hash of a message's bytes, where it is remembered.
  func identity(of raw: Fingerprint) -> Fingerprint? {
    generations.withLock { generations in
      if let identity = generations.young[raw] { return identity }
      guard let identity = generations.old[raw] else { return nil }
      remember(identity, of: raw, in: &generations)
      return identity
    }
  }

  /// Remembers the identity behind the hash of a message's bytes.
  func remember(_ identity: Fingerprint, of raw: Fingerprint) {
    generations.withLock { remember(identity, of: raw, in: &$0) }
  }

  private func remember(
    _ identity: Fingerprint, of raw: Fingerprint, in generations: inout Generations
  ) {
    if generations.young.count >= capacity {
      generations.old = generations.young
      generations.young = [:]
    }
    generations.young[raw] = identity
  }
}
