"""A fixed list of plain English-like words and a filler generator (no outside text)."""
WORDS = """the of and to in is that it was for on are as with his they at be this from have or by one had not but what all
were when we there can an your which their said if do will each about how up out them then she many some so these would other
into has more her two like him see time could no make than first been its who now people my made over did down only way find use
may water long little very after word called just where most know get through back much before go good new write our used me man
too any day same right look think also around another came come work three must because does part even place well such here take
why things help put years different away again off went old number great tell men say small every found still between name should
home big give air line set own under read last never us left end along while might next sound below saw something thought both few
those always looked show large often together asked house world going want school important until form food keep children feet land
side without boy once animal life enough took sometimes four head above kind began almost live page got earth need far hand high
year mother light parts country father let night following picture being study second eyes soon times story boys since white days
ever paper hard near sentence better best across during today others however sure means knew try told young miles sun ways thing
whole hear example heard several change answer room sea against top turned learn point city play toward five using himself usually
file code value return class function index print error test list string number path name type data module import self none true
false line text result open close read write call key state node tree table block token model cache server request answer stream
message system user assistant tool content role prompt session agent layer vector matrix weight memory thread process queue lock
event buffer field record schema client proxy header body chunk byte frame socket port host route policy budget limit retry delay""".split()


def filler(size, seed=0):
    """Exactly `size` characters of sentences, the same for the same size and seed."""
    state, words, length, in_sentence = (seed * 2654435761 + 12345) & 0xFFFFFFFF, [], 0, 0
    while length < size + 2:
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        word = WORDS[(state >> 8) % len(WORDS)]
        if in_sentence == 0:
            word = word.capitalize()
        in_sentence += 1
        if in_sentence > 7 + (state >> 28):
            word += "."
            in_sentence = 0
        words.append(word)
        length += len(word) + 1
    return " ".join(words)[:size]
