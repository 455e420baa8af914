import Conversations

/// One line of a session's conversation: a branch and the history its last request carried.
struct ConversationLine: Sendable, Equatable {
  /// The branch's number within the session.
  let number: Int
  /// The chain hash after each message of the last request.
  private(set) var chain: [Fingerprint]
  /// The chain hash after each message of the answer to that request; empty until there is one.
  private(set) var answer: [Fingerprint]

  /// A line as far as it is known.
  init(number: Int, chain: [Fingerprint], answer: [Fingerprint] = []) {
    self.number = number
    self.chain = chain
    self.answer = answer
  }

  /// How many leading messages a request has in common with the line's last request.
  ///
  /// Every hash names all that is before it, so once two chains part they never meet again.
  func commonDepth(with other: [Fingerprint]) -> Int {
    var low = 0
    var high = min(chain.count, other.count)
    if high > 0, chain[high - 1] == other[high - 1] { return high }
    while low < high {
      let middle = (low + high) / 2
      if chain[middle] == other[middle] { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// How many leading messages of a request that goes on from this line are known: the client may have echoed our
  /// answer as we recorded it, or some of it, or in words of its own.
  func knownDepth(of other: [Fingerprint]) -> Int {
    let depth = commonDepth(with: other)
    guard depth == chain.count else { return depth }
    return depth + zip(other.dropFirst(depth), answer).prefix { $0 == $1 }.count
  }

  /// Takes the history of a newer request; the same history again changes nothing.
  mutating func move(to chain: [Fingerprint]) {
    guard chain.count != self.chain.count else { return }
    self.chain = chain
    answer = []
  }

  /// Notes the answer to a request of `messages` messages; a line that has moved on no longer needs it.
  ///
  /// - Parameter links: the chain hash after each of its messages.
  mutating func note(answer links: [Fingerprint], toRequestOf messages: Int) {
    if chain.count == messages { answer = links }
  }
}
