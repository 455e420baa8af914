import Conversations
import Dialects
import Reactor
import Server
import Wire

/// What a client is sent in answer to one request: carries the gateway's own header fields, speaks the client's
/// dialect when something is wrong, and remembers what was sent.
@LoopActor
final class Reply {
  /// The status the client was sent; 0 while it was sent none.
  private(set) var status = 0
  /// Bytes of the body that the client was sent.
  private(set) var sentBytes = 0

  private let exchange: ServerExchange
  private let dialect: any ClientDialect
  private var gatewayFields: [(name: String, value: String)] = []

  /// A reply of which nothing has been sent.
  init(_ exchange: ServerExchange, dialect: any ClientDialect) {
    self.exchange = exchange
    self.dialect = dialect
  }

  /// Whether the client has hung up, or was hung up on.
  var isClientGone: Bool { exchange.isClientGone }

  /// Whether it was hung up on because the exchange took too long.
  var hasExpired: Bool { exchange.hasExpired }

  /// Whether the gateway stops and no longer waits for the answer.
  var isCutShort: Bool { exchange.isCutShort }

  /// What a client is told of a failure. Where the gateway stops, whatever fails fails for that.
  func told(_ error: ClientError) -> ClientError { isCutShort ? .stopping : error }

  /// Nanoseconds since the request had arrived.
  var age: UInt64 { LoopActor.shared.loop.now - exchange.receivedAt }

  /// Adds a header field of the gateway's to whatever head is sent; of several of one name the last counts. Without a value
  /// there is none, as with one that no header can carry.
  func state(_ name: String, _ value: String?) {
    gatewayFields.removeAll { $0.name == name }
    if let value, HTTPFields.isValidValue(value) { gatewayFields.append((name, value)) }
  }

  /// The value of a header field of the gateway's, as it was last stated; nil for none.
  func stated(_ name: String) -> String? { gatewayFields.first { $0.name == name }?.value }

  /// Sends a whole answer.
  func respond(_ head: HTTPResponseHead, body: [UInt8]) {
    sentBytes += body.count
    exchange.respond(complete(head), body: body)
  }

  /// Tells the client what is wrong, in its dialect.
  ///
  /// - Parameter request: what it asked; nil where that could not be read.
  func refuse(_ error: ClientError, about request: ChatRequest? = nil) {
    let (head, body) = dialect.answer(to: told(error), about: request, requestID: dialect.makeRequestID())
    respond(head, body: body)
  }

  /// Begins a streamed answer.
  func begin(_ head: HTTPResponseHead) {
    exchange.begin(complete(head))
  }

  /// Appends to a streamed answer.
  func write(_ bytes: [UInt8]) {
    guard !bytes.isEmpty else { return }
    sentBytes += bytes.count
    exchange.write(bytes)
  }

  /// Waits until the client has taken enough for more to be written.
  func drained() async { await exchange.drained() }

  /// Ends a streamed answer.
  func finish() { exchange.finish() }

  /// Cuts a streamed answer, so that nobody takes it for complete.
  func abort() { exchange.abort() }

  private func complete(_ head: HTTPResponseHead) -> HTTPResponseHead {
    var head = head
    status = head.status
    for field in gatewayFields { head.fields.append(field.name, field.value) }
    return head
  }
}

extension ClientError {
  /// What a client is told whose answer is cut because the gateway stops.
  fileprivate static let stopping = ClientError(
    .overloaded, "the gateway is stopping; ask again when it has been started again", retryAfterSeconds: 5)
}
