"""Which words of business, innovation, digital work and public support mean the same in four languages?

One concept a line: English ; French ; German ; Luxembourgish, synonyms between commas, the first English term
names the concept. Our own list: words of the trade, not taken from any programme text.
"""

# A concept keeps its one line, however long: that is how it is read and edited.
# ruff: noqa: E501

CONCEPTS = """
grant, subsidy, financial support, financial aid, public aid ; subvention, aide financière, prime, soutien financier, aide, cofinancer ; Zuschuss, Förderung, Beihilfe, Subvention, finanzielle Unterstützung ; Subventioun, Hëllef, Bäihëllef
funding, finance, financing, fund ; financement, financer, financier ; Finanzierung, finanzieren, Geldmittel ; Finanzéierung, finanzéieren
loan, borrow, credit on good terms ; prêt, emprunter, emprunt, taux préférentiel, taux zéro ; Darlehen, Kredit, zinsgünstig, leihen ; Kredit, Prêt
guarantee, collateral, security for a loan ; garantie, caution, sans garantie, sûreté ; Bürgschaft, Sicherheit, Garantie ; Garantie
tax credit, tax relief, tax deduction, tax break ; crédit d'impôt, réduction d'impôt, déduction fiscale, avantage fiscal, fiscalité, déduction exceptionnelle ; Steuergutschrift, Steuervergünstigung, Steuerabzug, Steuererleichterung ; Steierkredit, Steiererliichterung
tax ; impôt, fiscal, taxe ; Steuer ; Steier
voucher, cheque ; chèque, bon ; Gutschein ; Bong
equity, capital, investor, raise capital, venture capital ; capital, fonds propres, investisseur, levée de fonds, capital-risque ; Eigenkapital, Investor, Kapitalbeschaffung, Wagniskapital ; Kapital, Investisseur
bank ; banque ; Bank ; Bank
investment, invest, capital expenditure ; investissement, investir, immobilisation ; Investition, investieren ; Investitioun, investéieren
equipment, machine, machinery ; équipement, machine, matériel, installation ; Ausrüstung, Maschine, Anlage, Gerät ; Maschinn, Ausrüstung
appliance, device ; appareil, objet ; Gerät, Apparat ; Apparat
call for projects, competition, award ; appel à projets, concours, trophée, candidater ; Projektaufruf, Wettbewerb, Ausschreibung, Preis ; Projetsopruff, Concours
European funding, EU funding, Horizon Europe, EU project, European project ; financement européen, fonds européens, Horizon Europe, projet européen, programme européen ; EU-Förderung, europäische Förderung, Horizont Europa, EU-Projekt ; europäesch Fërderung, europäesche Projet
consortium, project partners ; consortium, partenaires de projet ; Konsortium, Projektpartner ; Konsortium
study, feasibility, feasibility study ; étude, faisabilité, étude de faisabilité, étude préalable, étude d'opportunité ; Studie, Machbarkeit, Machbarkeitsstudie, Vorstudie ; Etüd, Machbarkeet
diagnosis, assessment, review, audit ; diagnostic, état des lieux, évaluation, audit, bilan, autodiagnostic ; Diagnose, Bestandsaufnahme, Analyse, Bewertung, Audit ; Diagnos, Analys
maturity assessment, digital maturity, self-assessment ; maturité, maturité numérique, autodiagnostic, autoévaluation ; Reifegrad, digitale Reife, Selbstbewertung ; Maturitéit
advice, adviser, consultant, consulting, coaching, expert, support ; conseil, conseiller, consultant, accompagnement, expert, accompagner, coaching ; Beratung, Berater, Coaching, Experte, Begleitung ; Berodung, Beroder, Expert
strategy, roadmap, action plan, long-term plan ; stratégie, feuille de route, plan d'action, stratégique, plan de transition ; Strategie, Fahrplan, Aktionsplan, Maßnahmenplan ; Strategie, Aktiounsplang
management, managers, leadership ; direction, dirigeant, dirigeante, gouvernance ; Geschäftsleitung, Führung, Geschäftsführung ; Direktioun
training, training course, course, learning ; formation, former, apprendre, e-learning, mooc ; Schulung, Weiterbildung, schulen, Kurs, Ausbildung ; Formatioun, Weiderbildung
awareness, raise awareness, sensitise, make aware ; sensibilisation, sensibiliser, mobiliser ; Sensibilisierung, sensibilisieren, Bewusstsein ; Sensibiliséierung
workshop session, game, playful, quiz ; atelier collaboratif, jeu, ludique, quiz, fresque ; Spiel, spielerisch, Mitmach-Workshop, Quiz ; Spill
communication, communicate, convince ; communication, communiquer, argumentaire, convaincre ; Kommunikation, kommunizieren, überzeugen ; Kommunikatioun
skills, competence, know-how ; compétence, savoir-faire ; Kompetenz, Fähigkeit, Know-how ; Kompetenz
human resources, HR, personnel department ; ressources humaines, RH ; Personalabteilung, Personalwesen, HR ; Personalofdeelung, RH
employees, staff, team, workforce, workers ; salarié, collaborateur, personnel, équipe, employé, travailleur ; Mitarbeiter, Beschäftigte, Belegschaft, Team, Personal ; Mataarbechter, Salarié, Equipe
working conditions, quality of working life, social dialogue ; conditions de travail, qualité de vie au travail, dialogue social ; Arbeitsbedingungen, Sozialdialog ; Aarbechtsbedéngungen
recruitment, hire, recruit, job, graduate, talent ; recrutement, recruter, embaucher, emploi, jeune diplômé, talent, volontariat ; Einstellung, einstellen, Personalsuche, Fachkraft, Nachwuchs, Arbeitsplatz ; astellen, Rekrutement
craft, craftsman, artisan ; artisan, artisanat, artisanal, métiers ; Handwerk, Handwerker, Handwerksbetrieb ; Handwierk, Handwierksbetrib
shop, retail, trader ; commerce, commerçant, magasin, boutique ; Laden, Einzelhandel, Geschäft, Händler ; Geschäft, Buttek, Commerce
company, business, firm, enterprise ; entreprise, société, PME, TPE ; Unternehmen, Betrieb, Firma ; Betrib, Entreprise, Firma
small business, very small company, SME ; petite entreprise, TPE, PME, microentreprise ; kleines Unternehmen, Kleinunternehmen, KMU, Kleinbetrieb ; klenge Betrib, PME
industry, factory, plant, industrial, manufacturing ; industrie, usine, site industriel, industriel, site de production, manufacture ; Industrie, Fabrik, Werk, industriell, Fertigung ; Industrie, Fabrik, Usine
production, process, manufacture ; production, procédé, process, fabrication, chaîne de production ; Produktion, Verfahren, Prozess, Herstellung, Fertigung ; Produktioun, Prozess
workshop, works hall ; atelier ; Werkstatt, Werkhalle ; Atelier, Werkstat
warehouse ; entrepôt ; Lager, Lagerhalle, Halle ; Lager, Hal
product, goods ; produit, bien ; Produkt, Ware, Erzeugnis ; Produkt, Wuer
service ; service, prestation ; Dienstleistung, Service ; Service
customer, client, buyer ; client, clientèle, donneur d'ordre, acheteur ; Kunde, Auftraggeber, Abnehmer ; Client
find customers, win customers, sales, sell, diversify customers ; trouver des clients, vente, vendre, prospection, commercial ; Neukunden, Kundengewinnung, Verkauf, verkaufen, Vertrieb ; nei Clienten, verkafen
supplier, supply, purchasing, procurement ; fournisseur, approvisionnement, achat, achats ; Lieferant, Beschaffung, Einkauf, Zulieferer ; Liwwerant, Akaf
supply chain, value chain ; chaîne d'approvisionnement, chaîne de valeur, chaîne logistique ; Lieferkette, Wertschöpfungskette ; Liwwerketten, Wäertschöpfungsketten
second source, alternative supplier, dependency on one supplier, sourcing, nearshoring, relocate production ; source alternative, fournisseur alternatif, dépendance, relocaliser, relocalisation, sourcing ; Zweitlieferant, alternativer Lieferant, Abhängigkeit, Verlagerung, Bezugsquelle ; alternativ Liwwerant
resilience, crisis, shock, business continuity ; résilience, crise, choc, continuité d'activité, aléa ; Resilienz, Krise, Schock, Geschäftskontinuität, Widerstandsfähigkeit ; Resilienz, Kris
risk ; risque ; Risiko ; Risiko
market, market study, market research ; marché, étude de marché, analyse de marché ; Markt, Marktstudie, Marktforschung ; Maart, Maartetüd
competitor, competition, competitive intelligence, benchmarking ; concurrent, concurrence, intelligence économique, benchmark ; Wettbewerber, Konkurrenz, Wettbewerbsanalyse, Benchmark ; Konkurrent
market intelligence, trends, foresight, technology watch ; veille économique, tendance, prospective, veille technologique, veille de marché ; Marktbeobachtung, Trends, Zukunftsforschung, Technologiebeobachtung ; Maartbeobachtung
export, international, foreign market, abroad, internationalisation ; export, exportation, international, étranger, internationalisation, pays en développement ; Export, international, Ausland, Internationalisierung, Entwicklungsländer ; Export, Ausland
Africa ; Afrique ; Afrika ; Afrika
trade fair, mission, delegation ; salon, foire, mission économique, délégation ; Messe, Delegation, Handelsmission ; Foire, Salon
business partner, partner search, matchmaking, cooperation, partnership ; partenaire, recherche de partenaires, mise en relation, coopération, partenariat ; Geschäftspartner, Partnersuche, Kooperation, Partnerschaft, Vermittlung ; Partner, Kooperatioun, Partnerschaft
network, community, working group, cluster ; réseau, communauté, groupe de travail, cluster, grappe ; Netzwerk, Gemeinschaft, Arbeitsgruppe, Cluster ; Netzwierk, Aarbechtsgrupp, Cluster
exchange of experience, peers ; échange d'expérience, pairs, retour d'expérience ; Erfahrungsaustausch, Gleichgesinnte ; Erfarungsaustausch
business model, new business model ; modèle d'affaires, modèle économique, business model, modèles d'affaires ; Geschäftsmodell ; Geschäftsmodell
subscription, pricing, revenue model, price ; abonnement, tarification, revenus récurrents, prix ; Abonnement, Preisgestaltung, Erlösmodell ; nei Recetten, Abonnement
growth, scale up, expansion, extension ; croissance, développement, passage à l'échelle, extension, agrandir ; Wachstum, Skalierung, Ausbau, Erweiterung, erweitern ; Wuesstem, Extensioun
modernisation, modernise, upgrade ; modernisation, moderniser, mise aux normes ; Modernisierung, modernisieren, Aufrüstung ; Moderniséierung
creation, start-up, found a company, new company, entrepreneur ; création d'entreprise, start-up, jeune pousse, créer une entreprise, entrepreneur ; Gründung, Start-up, Existenzgründung, Gründer ; Start-up, Grënnung
business plan ; plan d'affaires, business plan ; Geschäftsplan, Businessplan ; Businessplang
business transfer, succession, takeover ; transmission d'entreprise, reprise, succession ; Unternehmensnachfolge, Übergabe, Übernahme ; Iwwerhuelung
innovation, innovative, innovate ; innovation, innovant, innover ; Innovation, innovativ ; Innovatioun, innovativ
open innovation, co-creation, design thinking, idea campaign ; innovation ouverte, co-création, design thinking, boîte à idées, créativité ; offene Innovation, Co-Creation, Design Thinking, Ideenkampagne ; oppen Innovatioun
innovation management, innovation process ; management de l'innovation, processus d'innovation ; Innovationsmanagement, Innovationsprozess ; Innovatiounsmanagement
research, R&D, RDI, research and development, laboratory ; recherche, R&D, RDI, recherche et développement, laboratoire, recherche-développement ; Forschung, F&E, Forschung und Entwicklung, Labor ; Fuerschung, R&D, Labo
research partner, university, research centre, collaborative research ; partenaire de recherche, université, centre de recherche, recherche collaborative ; Forschungspartner, Universität, Forschungszentrum, Verbundforschung ; Fuerschungspartner, Uni
doctorate, PhD, industrial thesis ; doctorat, thèse, doctorant ; Promotion, Doktorarbeit, Doktorand ; Doktorat
technology, technology transfer, technology scouting ; technologie, technologique, transfert de technologie, scouting ; Technologie, Technologietransfer, Technologiescouting ; Technologie
prototype, demonstrator, pilot, proof of concept, test a technology ; prototype, prototypage, démonstrateur, pilote, preuve de concept, expérimentation ; Prototyp, Demonstrator, Pilot, Machbarkeitsnachweis, Erprobung ; Prototyp, Pilot
intellectual property, patent, trademark, protect an invention, design right ; propriété intellectuelle, brevet, marque, protéger une invention, dessin et modèle ; geistiges Eigentum, Patent, Marke, Erfindung schützen, Schutzrecht ; geeschtegt Eegentum, Patent, Brevet
freedom to operate, patent search, licence ; liberté d'exploitation, recherche de brevets, licence ; Patentrecherche, Ausübungsfreiheit, Lizenz ; Patentrecherche
digital, digitalisation, digitisation, digital transformation ; numérique, digital, digitalisation, numérisation, transformation numérique, dématérialisation ; digital, Digitalisierung, digitale Transformation ; digital, Digitaliséierung
software, application, app ; logiciel, application ; Software, Anwendung, Programm ; Software
ERP, management software, production planning software ; ERP, progiciel, logiciel de gestion, GPAO, MES ; ERP, Warenwirtschaft, Unternehmenssoftware, Produktionsplanung ; ERP
website, online shop, e-commerce ; site internet, boutique en ligne, e-commerce, vente en ligne ; Webseite, Onlineshop, E-Commerce, Internetauftritt ; Websäit, Onlineshop
data, data analysis, analytics, dashboard ; données, analyse de données, tableau de bord, data ; Daten, Datenanalyse, Dashboard, Auswertung ; Daten
artificial intelligence, AI, machine learning ; intelligence artificielle, IA, apprentissage automatique ; künstliche Intelligenz, KI, maschinelles Lernen ; kënschtlech Intelligenz, KI
cybersecurity, cyber attack, IT security, ransomware, information security ; cybersécurité, cyberattaque, sécurité informatique, rançongiciel, sécurité de l'information ; Cybersicherheit, Cyberangriff, IT-Sicherheit, Informationssicherheit ; Cybersécherheet, IT-Sécherheet
data protection, GDPR, privacy ; protection des données, RGPD, vie privée ; Datenschutz, DSGVO ; Dateschutz
cloud, hosting, IT infrastructure, server ; cloud, hébergement informatique, infrastructure informatique, serveur ; Cloud, Hosting, IT-Infrastruktur, Server ; Cloud, Server
internet of things, sensors, sensor, IoT, connected machines ; internet des objets, capteur, IoT, machines connectées ; Internet der Dinge, Sensor, IoT, vernetzte Maschinen ; Sensor, IoT
automation, automate, robot, robotics, cobot ; automatisation, automatiser, robot, robotique, cobot ; Automatisierung, automatisieren, Roboter, Robotik ; Automatiséierung, Roboter
industry 4.0, smart factory, digital twin, connected factory ; industrie 4.0, usine intelligente, jumeau numérique, usine connectée ; Industrie 4.0, intelligente Fabrik, digitaler Zwilling, vernetzte Fertigung ; Industrie 4.0
additive manufacturing, 3D printing ; fabrication additive, impression 3D ; additive Fertigung, 3D-Druck ; 3D-Drock
high performance computing, supercomputer, simulation ; calcul haute performance, supercalculateur, simulation ; Hochleistungsrechnen, Supercomputer, Simulation ; Supercomputer
predictive maintenance, maintenance, downtime, breakdown ; maintenance prédictive, maintenance, panne, arrêt de production ; vorausschauende Wartung, Wartung, Ausfall, Stillstand ; Maintenance, Pann
quality, quality control, defects, ISO ; qualité, contrôle qualité, défaut, ISO ; Qualität, Qualitätskontrolle, Fehler, ISO ; Qualitéit
lean, productivity, operational excellence, lead time, efficiency of production ; lean, productivité, excellence opérationnelle, délai, performance opérationnelle ; Lean, Produktivität, operative Exzellenz, Durchlaufzeit ; Produktivitéit
cost, cut costs, savings, reduce costs ; coût, réduire les coûts, économies, gagnant sur tous les coûts ; Kosten, Kosten senken, Einsparungen ; Käschten
space, satellite ; spatial, espace, satellite ; Raumfahrt, Weltraum, Satellit ; Weltraum, Satellit
health, medical device, healthtech, medtech ; santé, dispositif médical, technologies de la santé, medtech ; Gesundheit, Medizinprodukt, Medizintechnik ; Gesondheet, Medezinprodukt
clinical study, clinical trial, biobank ; étude clinique, essai clinique, biobanque ; klinische Studie, Biobank ; klinesch Studie
regulatory affairs, CE marking, approval, MDR ; affaires réglementaires, marquage CE, homologation, mise sur le marché ; Zulassung, CE-Kennzeichnung, Regulatorik ; Zouloossung
automotive, automobility, car industry ; automobile, automobilité, équipementier, industrie automobile ; Automobil, Automobilindustrie, Fahrzeugbau ; Automobil, Autosindustrie
composite, polymer, coating, surface treatment, new material ; composite, polymère, revêtement, traitement de surface, nouveau matériau ; Verbundwerkstoff, Polymer, Beschichtung, Oberfläche, neuer Werkstoff ; Komposit, Polymer
metal, steel ; métal, acier, métallurgie ; Metall, Stahl ; Metall, Stol
test, testing, characterisation, measurement ; essai, test, caractérisation, mesure ; Prüfung, Test, Messung, Charakterisierung ; Test, Miessung
design, creative, creative industries ; design, créatif, industries créatives, création ; Design, kreativ, Kreativwirtschaft ; Design, kreativ
user experience, customer experience ; expérience utilisateur, expérience client, parcours client ; Nutzererlebnis, Kundenerlebnis, User Experience ; Clientserliefnes
marketing, brand, visibility ; marketing, marque, visibilité, notoriété, image ; Marketing, Marke, Sichtbarkeit ; Marketing
public procurement, tender ; marché public, appel d'offres ; öffentliche Ausschreibung, Vergabe ; Soumissioun
law, contract, legal advice ; droit, contrat, juridique ; Recht, Vertrag, Rechtsberatung ; Recht, Kontrakt
accounting, liquidity, cash flow, treasury ; comptabilité, trésorerie, liquidité ; Buchhaltung, Liquidität, Cashflow ; Comptabilitéit, Liquiditéit
business permit, set up a company, administrative steps ; autorisation d'établissement, démarches administratives, formalités ; Niederlassungsgenehmigung, Behördengänge, Formalitäten ; Autorisatioun
land, site, business location, industrial site ; terrain, implantation, site d'activité, foncier ; Grundstück, Standort, Ansiedlung ; Terrain, Standuert
clean technology, cleantech, green technology ; technologies vertes, cleantech, technologie propre, éco-technologie, éco-innovant ; Umwelttechnik, Cleantech, grüne Technologie ; Ëmwelttechnik
purchase, buy, acquire ; achat, acheter, acquérir, acquisition ; Kauf, kaufen, anschaffen, Anschaffung ; kafen
rent, lease ; location, louer ; Miete, mieten, Leasing ; lounen
replace, replacement ; remplacement, remplacer, substitution ; Ersatz, ersetzen, austauschen ; ersetzen
"""
