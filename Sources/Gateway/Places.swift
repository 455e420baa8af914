import Conversations
import Reactor

/// The places for exchanges that run at the same time.
@LoopActor
final class Places {
  /// How many there are. Where more are taken than that, none is given until enough are given back.
  var count: Int
  /// How many are taken.
  private(set) var taken = 0

  /// So many places.
  init(_ count: Int) { self.count = count }

  /// Takes a place, to be given back with `leave`. Throws `overloaded` when all are taken.
  func enter() throws(ClientError) {
    guard taken < count else {
      throw ClientError(
        .overloaded,
        "the gateway is answering \(count) requests already (server.max_concurrent_streams)",
        retryAfterSeconds: 1)
    }
    taken += 1
  }

  /// Gives a place back.
  func leave() {
    precondition(taken > 0, "a place given back twice")
    taken -= 1
  }
}
