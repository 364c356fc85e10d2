"""Words that hold German and English sentences together and name nothing: nobody wants to know how often they are said.

They are keys, as the text index has them: folded, umlauts spelt ae, oe, ue.
"""

from __future__ import annotations

from typing import Final

from resonanz.query.frequent import FREQUENT

_GERMAN: Final = (
    "ab aber all alle allem allen aller alles als also am an ans auch auf aus bei beim bereits bevor bin bis bist "
    "bloss da dabei dadurch dafuer dagegen daher damals damit danach dann daran darauf darin darueber darum das "
    "dass davon dazu dein deine deinem deinen deiner dem den denen denn dennoch der deren des deshalb dessen dich "
    "die dies diese diesem diesen dieser dieses dir doch dort du durch durfte eben ein eine einem einen einer "
    "eines einige einigen einiger einmal er erst es etwa etwas euch euer eure eurer falls fast fuer ganz gar "
    "gehabt geht gemacht gerade gewesen geworden gibt habe haben habt hast hat hatte hatten hattest hier hin "
    "hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im immer in indem ins irgendwie ist ja je jede "
    "jedem jeden jeder jedes jedoch jemand jetzt kann kannst kein keine keinem keinen keiner koennen koennt "
    "koennte konnte konnten lassen machen macht mal man manche mehr mein meine meinem meinen meiner mich mir mit "
    "mochte muessen muss musste nach nachdem naemlich nein nicht nichts nie niemand noch nun nur ob obwohl oder "
    "oft ohne schon sehr sei seid sein seine seinem seinen seiner seit selbst sich sie sind so sobald sogar "
    "solche soll sollen sollte sondern sonst sowie trotz ueber um und uns unser unsere unserem unseren unserer "
    "unter viel viele vielen vom von vor waehrend waere war waren warst warum was weder wegen weil weit welche "
    "welchem welchen welcher wenig wenn wer werde werden wie wieder will wir wird wirst wo woher wohin wohl "
    "wollen wollte worden wuerde wuerden wurde wurden zu zum zur zwar zwischen"
)
_ENGLISH: Final = (
    "about above after again against ain all almost also although always am among an and any anyone anything are "
    "aren around as at away back be because been before being below between both but by came can cannot come "
    "could couldn did didn do does doesn doing don done down during each either else enough ever every everyone "
    "everything few for from further get gets getting give go goes going gone got had hadn has hasn have haven "
    "having he her here hers herself him himself his how however if in into is isn it its itself just keep kept "
    "let like ll made make makes many may maybe me might more most much must my myself neither never no nor not "
    "nothing now of off often on once one only or other others our ours ourselves out over own per perhaps put "
    "rather re really same say says see seem shall she should shouldn since so some someone something still such "
    "take than that the their theirs them themselves then there these they thing things this those though through "
    "thus to too took toward towards under until up upon us use used very via was wasn way we well went were "
    "weren what when where whether which while who whole whom whose why will with within without won would wouldn "
    "yes yet you your yours yourself"
)
STOP_WORDS: Final = FREQUENT | frozenset(f"{_GERMAN} {_ENGLISH}".split())
