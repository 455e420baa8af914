import Conversations

/// What has come since the assistant spoke last: the calls it made, the results they got, and what else was said.
struct OpenTurn<Item> {
  /// A call that is to be answered.
  struct Call {
    let clientID: String
    let backendID: String
    let name: String
    /// What came back; nil while nothing has.
    fileprivate(set) var result: ToolResult?
  }

  /// The calls, in their order.
  private(set) var calls: [Call] = []
  /// What was said besides results.
  var items: [Item] = []
  /// Whether anybody but the assistant has spoken.
  var hasBegun = false
  /// The calls without a result, by the client's id, in their order.
  private var waiting: [String: [Int]] = [:]

  /// Adds a call.
  mutating func add(_ call: ToolCall, backendID: String, name: String) {
    waiting[call.id, default: []].append(calls.count)
    calls.append(Call(clientID: call.id, backendID: backendID, name: name, result: nil))
  }

  /// Gives a result to the call it answers; false when it answers none.
  mutating func answer(with result: ToolResult) -> Bool {
    guard let call = waiting[result.callID]?.first else { return false }
    waiting[result.callID]?.removeFirst()
    calls[call].result = result
    return true
  }
}
