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
    [kind, title.map { "\"\($0)\"" }, media.mediaType, media.whereabouts].compactMap { $0 }.joined(
      separator: ", ")
  }
}
