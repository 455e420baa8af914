import Conversations
import Wire

/// Requests that go on from an earlier response instead of sending what was before it.
extension OpenAIResponses {
  /// The id of the response that a request goes on from; nil where it says all itself.
  public func previousResponseID(of document: JSONDocument) -> String? {
    document.root["previous_response_id"]?.string.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The request that says all itself: the earlier items stand before its own, and it goes on from nothing.
  ///
  /// - Parameter earlier: the items up to the response and with it, oldest first.
  /// - Throws: `JSONError` when the whole is beyond the limits of a request, or an earlier item is no JSON.
  public func resolved(
    _ document: JSONDocument, after earlier: [[UInt8]]
  ) throws(JSONError) -> JSONDocument {
    var items = JSONWriter()
    items.beginArray()
    for item in earlier { items.raw(item) }
    if let input = document.root["input"], !input.isNull {
      for item in input.kind == .string ? [ResponsesRequestItems.message(of: input)] : Array(input.elements) {
        items.raw(item)
      }
    }
    items.endArray()
    var splices = ByteSplices()
    splices.edit(
      document.root, setting: [("input", items.bytes)],
      removing: { $0.isString("previous_response_id") })
    return try JSONDocument(parsing: splices.applied(to: document.bytes))
  }
}
