import Reactor
import Wire

/// An answer that has begun: its head, and its body as it arrives. For one reader; letting it go closes the call.
@LoopActor public final class TransportResponse {
  /// The status code.
  public let status: Int
  /// The header fields. Bodies arrive decoded, so `content-encoding` and `content-length` need not describe them.
  public let fields: HTTPFields
  private let transfer: Transfer

  init(_ head: HTTPResponseHead, of transfer: Transfer) {
    status = head.status
    fields = head.fields
    self.transfer = transfer
  }

  isolated deinit {
    transfer.stop(.cancelled)
  }

  /// All bytes that have arrived since the last call, waiting for some if there are none; nil at the clean end.
  ///
  /// A body that ends too early is an error, after the bytes that did come.
  public func next() async throws(TransportError) -> [UInt8]? {
    if Task.isCancelled { cancel() }
    return try await transfer.next()
  }

  /// The whole body, at most `limit` bytes of it; of a larger one `tooLarge`, and the call is closed.
  public func collect(limit: Int) async throws(TransportError) -> [UInt8] {
    var body: [UInt8] = []
    while let bytes = try await next() {
      body += bytes
      guard body.count <= limit else {
        transfer.stop(.tooLarge)
        throw .tooLarge
      }
    }
    return body
  }

  /// Closes the call; whoever waits is told `cancelled`. Without effect when the body has arrived whole.
  public func cancel() {
    transfer.stop(.cancelled)
  }
}
