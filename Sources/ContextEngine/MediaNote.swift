import Conversations

/// What is said in place of what is no text: what it was, how large, and why it is not there.
enum MediaNote {
  /// Why a picture is not shown.
  enum Reason: String {
    /// The model takes text alone.
    case unseen = "this model cannot see it"
    /// There is no room for it.
    case room = "to fit the window"
  }

  static func image(_ media: Media, _ reason: Reason) -> String {
    "[ctxgw: \(facts("image", nil, media)) left out: \(reason.rawValue)]"
  }

  static func document(_ title: String?, _ media: Media) -> String {
    "[ctxgw: \(facts("document", title, media)) left out: this model cannot read it]"
  }

  private static func facts(_ kind: String, _ title: String?, _ media: Media) -> String {
    [kind, title.map { "\"\($0)\"" }, media.mediaType, place(of: media)].compactMap { $0 }.joined(
      separator: ", ")
  }

  /// How large it is, or where.
  private static func place(of media: Media) -> String {
    switch media.source {
    case .base64(let data): size(data.utf8.count / 4 * 3)
    case .url(let url): url
    case .file(let id): "file \(id)"
    }
  }

  private static func size(_ bytes: Int) -> String {
    bytes < 1000 ? "\(bytes) bytes" : "\((bytes + 500) / 1000) KB"
  }
}
