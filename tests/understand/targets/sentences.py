"""Sentences that name us (Hansebau) and a competitor (Nordwerk), with how their author feels about each.

Written by hand, all of them before the rules were looked at on any. `+`, `0` and `-` stand for positive, neutral and
negative: first about us, then about the competitor; a space where one is not named. The sentences with odd numbers
were looked at while the rules were written, those with even numbers never.
"""

from __future__ import annotations

from typing import Final

DE: Final = """
+-|Hansebau ist viel besser als Nordwerk.
-+|Nordwerk ist viel besser als Hansebau.
+-|Hansebau ist super, im Gegensatz zu Nordwerk.
-+|Im Gegensatz zu Hansebau antwortet Nordwerk freundlich und schnell, großartig!
+-|Anders als Nordwerk hält Hansebau seine Versprechen, das ist toll.
-+|Hansebau ist einfach schlechter als Nordwerk.
+-|Mit Hansebau bin ich sehr zufrieden, Nordwerk dagegen war eine Katastrophe.
-+|Nordwerk hat einen tollen Service, aber Hansebau ist eine Frechheit.
+-|Bei Nordwerk wurde ich belogen, bei Hansebau hat man mir sofort geholfen, danke!
-+|Nie wieder Hansebau, ich bin jetzt glücklich bei Nordwerk.
+-|Nie wieder Nordwerk! Hansebau ist klasse.
-+|Ich bin von Hansebau zu Nordwerk gewechselt.
+-|Ich bin von Nordwerk zu Hansebau gewechselt und begeistert.
-+|Lieber Nordwerk als Hansebau.
+-|Ich kaufe lieber bei Hansebau als bei Nordwerk.
-+|Nehmt Nordwerk statt Hansebau.
+-|Zum Glück habe ich Hansebau statt Nordwerk genommen.
-+|Hansebau ist nicht so gut wie Nordwerk.
+-|Nordwerk ist nicht so zuverlässig wie Hansebau.
++|Hansebau ist genauso gut wie Nordwerk.
--|Hansebau ist genauso schlecht wie Nordwerk.
--|Hansebau und Nordwerk sind beide furchtbar.
++|Hansebau und Nordwerk sind beide toll.
00|Hansebau und Nordwerk treffen sich morgen in Hamburg.
00|Weiß jemand, ob Hansebau oder Nordwerk in Kiel liefert?
-0|Hansebau hat mich enttäuscht, jetzt frage ich bei Nordwerk an.
+0|Hansebau hat super gearbeitet. Nordwerk kenne ich nicht.
0-|Nordwerk ist unfreundlich. Wie ist es denn bei Hansebau?
-+|Hansebau sollte sich an Nordwerk ein Beispiel nehmen.
+-|Nordwerk könnte von Hansebau noch viel lernen.
-+|Warum kann Hansebau nicht so sein wie Nordwerk?
+-|Verglichen mit Nordwerk ist Hansebau richtig gut.
-+|Im Vergleich zu Nordwerk ist Hansebau eine Zumutung.
+-|Hansebau arbeitet sauberer als Nordwerk.
-+|Hansebau ist deutlich unfreundlicher als Nordwerk.
+-|Nordwerk ist teuer und langsam, Hansebau günstig und schnell.
-+|Nordwerk liefert pünktlich, während Hansebau mich seit Wochen warten lässt, unverschämt.
+-|Während Nordwerk nur Ausreden hatte, war Hansebau wirklich hilfsbereit.
-+|Die Leute von Hansebau sind unfähig, die von Nordwerk dagegen echte Profis.
+ |Hansebau ist wunderbar.
- |Hansebau ist eine Enttäuschung.
 -|Nordwerk ist der letzte Mist.
 +|Nordwerk macht das hervorragend.
-+|Hansebau? Nein danke. Nordwerk? Immer wieder gerne, top!
+-|Nordwerk? Katastrophe. Hansebau? Einfach spitze.
--|Hansebau ist nicht besser als Nordwerk, beide ärgern mich.
+-|Nordwerk war schrecklich. Dann kam Hansebau und hat alles gerettet, vielen Dank!
-+|Hansebau hat mein Bad ruiniert. Nordwerk hat es dann wunderbar repariert.
+-|Hansebau ist das beste Unternehmen, Nordwerk das schlechteste.
-+|Mit Nordwerk gab es nie Probleme, mit Hansebau nur Ärger.
+-|So schlimm wie Nordwerk ist Hansebau zum Glück nicht, ich bin zufrieden.
-+|Ich habe Hansebau gekündigt und bin froh, jetzt bei Nordwerk zu sein.
+-|Weg von Nordwerk, hin zu Hansebau: beste Entscheidung!
-+|Nordwerk reagiert sofort, Hansebau reagiert nie. Schlimm!
0+|Hansebau kenne ich nur vom Namen, aber Nordwerk kann ich sehr empfehlen.
0-|Nordwerk kann ich nicht empfehlen. Zu Hansebau kann ich nichts sagen.
+-|Hansebau: freundlich, sauber, schnell. Nordwerk: unfreundlich, schmutzig, langsam.
-+|Bei Hansebau stimmt gar nichts, bei Nordwerk ist alles perfekt.
+-|Ich war unzufrieden mit Nordwerk und bin jetzt sehr zufrieden mit Hansebau.
-+|Hansebau ist die schlechtere Wahl, Nordwerk die bessere.
+-|Anstatt mich bei Nordwerk zu ärgern, hätte ich gleich zu Hansebau gehen sollen, die sind toll.
-+|Ich wünschte, Hansebau wäre so nett wie Nordwerk.
+-|Gegen Hansebau sieht Nordwerk richtig alt aus.
0 |Hansebau baut jetzt auch in Rostock.
"""
EN: Final = """
+-|Hansebau is so much better than Nordwerk.
-+|Nordwerk is so much better than Hansebau.
+-|Hansebau is great, unlike Nordwerk.
-+|Unlike Hansebau, Nordwerk actually answers and is really helpful.
+-|Hansebau keeps its promises, which is awesome, as opposed to Nordwerk.
-+|Hansebau is worse than Nordwerk.
+-|I love Hansebau but Nordwerk is a nightmare.
-+|Nordwerk has great service, but Hansebau is a disgrace.
+-|Nordwerk lied to me, Hansebau helped right away, thank you!
-+|Never again Hansebau, I am happy with Nordwerk now.
+-|Never again Nordwerk! Hansebau is brilliant.
-+|I switched from Hansebau to Nordwerk.
+-|I switched from Nordwerk to Hansebau and love it.
-+|I prefer Nordwerk to Hansebau.
+-|I would choose Hansebau over Nordwerk any day.
-+|Use Nordwerk instead of Hansebau.
+-|So glad I picked Hansebau instead of Nordwerk.
-+|Hansebau is not as good as Nordwerk.
+-|Nordwerk isn't as reliable as Hansebau.
++|Hansebau is as good as Nordwerk.
--|Hansebau is as bad as Nordwerk.
--|Hansebau and Nordwerk are both terrible.
++|Hansebau and Nordwerk are both wonderful.
00|Hansebau and Nordwerk meet in Hamburg tomorrow.
00|Does anybody know whether Hansebau or Nordwerk delivers to Kiel?
-0|Hansebau let me down, so I am asking Nordwerk now.
+0|Hansebau did an amazing job. I have never tried Nordwerk.
0-|Nordwerk is rude. What about Hansebau?
-+|Hansebau should learn from Nordwerk.
+-|Nordwerk could learn a lot from Hansebau.
-+|Why can't Hansebau be more like Nordwerk?
+-|Compared to Nordwerk, Hansebau is really good.
-+|Hansebau is awful compared to Nordwerk.
+-|Hansebau is friendlier than Nordwerk.
-+|Hansebau is far more annoying than Nordwerk.
+-|Nordwerk is overpriced and rude, Hansebau is affordable and kind.
-+|Nordwerk delivers on time while Hansebau has kept me waiting for weeks, ridiculous.
+-|While Nordwerk only had excuses, Hansebau was really helpful.
-+|The people at Hansebau are incompetent, those at Nordwerk are true professionals.
+ |Hansebau is wonderful.
- |Hansebau is a disappointment.
 -|Nordwerk is garbage.
 +|Nordwerk does this beautifully.
-+|Hansebau? No thanks. Nordwerk? Always, they are great!
+-|Nordwerk? Disaster. Hansebau? Simply the best.
--|Hansebau is no better than Nordwerk, both annoy me.
+-|Nordwerk was horrible. Then Hansebau came and saved everything, thank you so much!
-+|Hansebau ruined my bathroom. Nordwerk then fixed it beautifully.
+-|Hansebau is the best company, Nordwerk the worst.
-+|No trouble with Nordwerk ever, nothing but trouble with Hansebau.
+-|Hansebau is not as bad as Nordwerk.
-+|I left Hansebau for Nordwerk and could not be happier.
+-|Goodbye Nordwerk, hello Hansebau!
-+|Nordwerk replies at once, Hansebau never replies. Awful!
0+|I only know Hansebau by name, but I can highly recommend Nordwerk.
0-|I cannot recommend Nordwerk. I can't say anything about Hansebau.
+-|Hansebau: friendly, clean, quick. Nordwerk: rude, dirty, slow.
-+|Everything is wrong with Hansebau, everything is perfect with Nordwerk.
+-|I was unhappy with Nordwerk and am very happy with Hansebau now.
-+|Hansebau is the worse choice, Nordwerk the better one.
+-|Rather than being angry with Nordwerk I should have gone to Hansebau, they are great.
-+|I wish Hansebau were as nice as Nordwerk.
+-|Hansebau beats Nordwerk.
0 |Hansebau now builds in Rostock too.
"""


def labelled(text: str) -> list[tuple[str, str, str]]:
    """Return (about us, about the competitor, sentence) of each line."""
    lines = [line for line in text.splitlines() if line]
    return [(line[0], line[1], line[3:]) for line in lines]
