/// A message of a conversation, in the roles that chat completions made common; each dialect writes it in its own way.
enum ChatMessage: Equatable {
  /// A picture, where the model can see it.
  enum Picture: Equatable {
    /// In the request, in Base64.
    case data(String, mediaType: String)
    /// Behind a URL.
    case url(String)
  }

  /// A piece of what a user says.
  enum Piece: Equatable {
    case text(String)
    case image(Picture)

    var text: String? {
      if case .text(let text) = self { text } else { nil }
    }

    var isImage: Bool { text == nil }
  }

  /// A call of a tool, with names and ids as the backend knows them.
  struct Call: Equatable {
    var id: String
    var name: String
    /// A JSON object.
    var arguments: [UInt8]
  }

  case system(String)
  case user([Piece])
  case assistant(text: String, calls: [Call])
  /// The result of a call of the tool with this name.
  case tool(callID: String, name: String, text: String)

  /// What stands between two texts that become one.
  static let separator = "\n\n"
}
