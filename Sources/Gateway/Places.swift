import Conversations
import Reactor

/// The places for exchanges that run at the same time, and who has them.
@LoopActor
final class Places {
  /// An exchange that is under way.
  struct Exchange {
    /// Its session.
    let session: SessionID
    /// What it is for.
    let kind: RequestKind
    /// The model the client asked for.
    let model: String
    /// When it arrived, in milliseconds since 1970.
    let receivedAt: Int64
    /// What the client is sent in answer.
    let reply: Reply
  }

  /// How many there are. Where more are taken than that, none is given until enough are given back.
  var count: Int
  private var taken: [Int: Exchange] = [:]
  private var latest = 0

  /// So many places.
  init(_ count: Int) { self.count = count }

  /// Those who have a place, in the order in which they got it.
  var exchanges: [Exchange] { taken.sorted { $0.key < $1.key }.map(\.value) }

  /// Gives an exchange a place, to be given back with `leave` by its number. Throws `overloaded` when all are taken.
  func enter(_ exchange: Exchange) throws(ClientError) -> Int {
    guard taken.count < count else {
      throw ClientError(
        .overloaded,
        "the gateway is answering \(count) requests already (server.max_concurrent_streams)",
        retryAfterSeconds: 1)
    }
    latest += 1
    taken[latest] = exchange
    return latest
  }

  /// Gives a place back.
  func leave(_ place: Int) {
    let exchange = taken.removeValue(forKey: place)
    precondition(exchange != nil, "a place given back twice")
  }
}
