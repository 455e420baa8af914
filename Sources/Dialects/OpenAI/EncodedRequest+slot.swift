import Wire

extension OpenAIChat {
  /// The member by which a request names one of llama.cpp's slots.
  public static let slotMember: StaticString = "id_slot"
}

extension EncodedRequest {
  /// The request with the slot of llama.cpp's server in which it is to be answered; its body must be an object.
  public func pinned(toSlot slot: Int) -> EncodedRequest {
    guard let end = body.lastIndex(of: UInt8(ascii: "}")) else { return self }
    var pinned = self
    pinned.body.insert(contentsOf: Array(",\"\(OpenAIChat.slotMember)\":\(slot)".utf8), at: end)
    return pinned
  }
}
