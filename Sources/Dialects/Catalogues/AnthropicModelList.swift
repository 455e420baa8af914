import Conversations
import Wire

/// Anthropic's list of models, page by page (`GET /v1/models`), and one entry of it.
///
/// Claude Code reads ids and display names, and keeps of them what has `claude` in its id.
public enum AnthropicModelList {
  /// Which part of the list is asked for.
  public struct Page: Sendable, Equatable {
    /// The most entries; the API has 20 unless told, and at most 1,000.
    public var limit = 20
    /// The id behind which the page begins.
    public var after: String?
    /// The id before which the page ends.
    public var before: String?

    /// The first page.
    public init() {}
  }

  /// The body of a page.
  ///
  /// - Throws: `ClientError` for a limit out of bounds, or an id that is not in the list.
  public static func body(of offers: [OfferedModel], page: Page) throws(ClientError) -> [UInt8] {
    let entries = ListedModel.entries(of: offers)
    let range = try range(of: page, in: entries)
    let shown = entries[range]
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("data")
    writer.beginArray()
    for entry in shown { write(entry, to: &writer) }
    writer.endArray()
    let hasMore = page.before == nil ? range.upperBound < entries.count : range.lowerBound > 0
    writer.field("has_more", hasMore)
    for (key, id) in [("first_id", shown.first?.id), ("last_id", shown.last?.id)] {
      writer.key(key)
      if let id { writer.string(id) } else { writer.null() }
    }
    writer.endObject()
    return writer.bytes
  }

  /// The body that tells of one model; nil when none has this name.
  public static func body(of name: String, in offers: [OfferedModel]) -> [UInt8]? {
    ListedModel.entry(named: name, in: offers).map { entry in
      var writer = JSONWriter()
      write(entry, to: &writer)
      return writer.bytes
    }
  }

  private static func range(
    of page: Page, in entries: [ListedModel]
  ) throws(ClientError) -> Range<Int> {
    guard (1...1000).contains(page.limit) else {
      throw ClientError(.invalidRequest, "limit: must be from 1 to 1000", shouldRetry: false)
    }
    var range = 0..<entries.count
    if let after = page.after {
      range = (try place(of: after, as: "after_id", in: entries) + 1)..<range.upperBound
    }
    if let before = page.before {
      let end = try place(of: before, as: "before_id", in: entries)
      range = min(range.lowerBound, end)..<end
      return max(range.lowerBound, end - page.limit)..<end
    }
    return range.lowerBound..<min(range.upperBound, range.lowerBound + page.limit)
  }

  private static func place(
    of id: String, as parameter: String, in entries: [ListedModel]
  ) throws(ClientError) -> Int {
    guard let place = entries.firstIndex(where: { $0.id == id }) else {
      throw ClientError(.invalidRequest, "\(parameter): no model '\(id)' is listed", shouldRetry: false)
    }
    return place
  }

  /// When a model was made is not known of all; the API has the beginning of time for such.
  private static func write(_ entry: ListedModel, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("type", "model")
    writer.field("id", entry.id)
    writer.field("display_name", entry.offer.displayName)
    writer.field("created_at", "1970-01-01T00:00:00Z")
    if let window = entry.offer.window { writer.field("max_input_tokens", window.tokens) }
    if let output = entry.offer.maxOutputTokens { writer.field("max_tokens", output) }
    writer.endObject()
  }
}
