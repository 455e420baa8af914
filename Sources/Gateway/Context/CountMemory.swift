import Conversations

/// The tokens of messages that were counted before, by tokenizer and the hash of their bytes.
///
/// Bounded: what has not been asked for during about `capacity` other messages is forgotten, and the store asked again.
struct CountMemory {
  private struct Key: Hashable {
    let tokenizer: String
    let source: Fingerprint
  }

  private var young: [Key: [Int]] = [:]
  private var old: [Key: [Int]] = [:]
  private let capacity: Int

  /// A memory of up to twice `capacity` messages, each of which costs about 120 bytes.
  init(capacity: Int = 16_384) { self.capacity = capacity }

  /// The counts that are known of these messages.
  mutating func counts(of sources: [Fingerprint], tokenizer: String) -> [Fingerprint: [Int]] {
    var counts: [Fingerprint: [Int]] = [:]
    for source in sources {
      let key = Key(tokenizer: tokenizer, source: source)
      guard let parts = young[key] ?? old[key] else { continue }
      remember(parts, key)
      counts[source] = parts
    }
    return counts
  }

  /// Remembers counts.
  mutating func remember(_ counts: [MessageCount], tokenizer: String) {
    for count in counts { remember(count.parts, Key(tokenizer: tokenizer, source: count.source)) }
  }

  private mutating func remember(_ parts: [Int], _ key: Key) {
    if young.count >= capacity {
      old = young
      young = [:]
    }
    young[key] = parts
  }
}
